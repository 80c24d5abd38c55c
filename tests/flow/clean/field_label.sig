# a labelled field leaves the others clean
import base { Ask, Person, cloud }

module Main {
  input who: Person
  output out: str
  a = Ask(who.city) on cloud
  out = a.answer + who.name
}
