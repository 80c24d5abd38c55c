# no policy speaks of the label
import base { Ask, cloud }

label name
module Main {
  input who: str @name
  output out: str
  out = (Ask(who) on cloud).answer
}
