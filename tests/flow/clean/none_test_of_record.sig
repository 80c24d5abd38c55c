# whether a record is there is not what is in it
import base { Ask, Person, cloud }

module Main {
  input who: Person?
  output out: str
  out = (Ask("nobody") on cloud).answer if who == none else ""
}
