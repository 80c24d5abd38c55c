# which item is taken
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  xs = ["a", "b", "c"]
  out = (Ask(xs[len(mail)]) on cloud).answer
}
