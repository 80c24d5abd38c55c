# a filter by a clean field
import base { Ask, Person, cloud }

module Main {
  input people: [Person]
  output out: [str]
  old = [p for p in people if p.age > 60]
  out = [(Ask(p.city) on cloud).answer for p in old]
}
