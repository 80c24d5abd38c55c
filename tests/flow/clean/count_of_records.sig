# how many there are is not who they are
import base { Ask, Person, cloud }

module Main {
  input people: [Person]
  output out: str
  out = (Ask(f"{len(people)} people") on cloud).answer
}
