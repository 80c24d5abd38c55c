# a record with fewer fields drops the others before it is sent
import base { Person, Place, cloud }

signature Where { input place: Place  output answer: str }
module Main {
  input who: Person
  output out: str
  out = (Where({ city = who.city }) on cloud).answer
}
