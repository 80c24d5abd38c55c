# a record in text has all of its fields
import base { Ask, Person, cloud }

module Main {
  input who: Person
  output out: str
  out = (Ask(f"{who}") on cloud).answer
}
