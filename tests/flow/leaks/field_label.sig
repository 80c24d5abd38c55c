# the labelled field itself
import base { Ask, Person, cloud }

module Main {
  input who: Person
  output out: str
  out = (Ask(who.name) on cloud).answer
}
