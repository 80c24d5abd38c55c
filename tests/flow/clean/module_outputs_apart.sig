# results of a module are apart, output by output
import base { Ask, local, cloud }

module Both {
  input a: str
  input b: str
  output x: str
  output y: str
  x = a + "!"
  y = (Ask(b) on local).answer
}
module Main {
  input mail: str @pii
  input note: str
  output out: str
  both = Both(note, mail)
  out = (Ask(both.x) on cloud).answer + both.y
}
