# under which key
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  xs = { "a": 1, "b": 2 }
  out = (Ask(f"{xs[mail]}") on cloud).answer
}
