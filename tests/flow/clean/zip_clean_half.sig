# a pair keeps its halves apart
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  pairs = [{ a = x, b = y } for x, y in zip([note], [mail])]
  out = (Ask(pairs[0].a) on cloud).answer
}
