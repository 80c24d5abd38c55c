# clean fields of labelled records
import base { Ask, Person, cloud }

module Main {
  input people: [Person]
  output out: [str]
  out = [(Ask(p.city) on cloud).answer for p in people]
}
