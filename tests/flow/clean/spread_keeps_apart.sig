# a spread keeps fields apart
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = { safe = note, risky = mail }
  s = { ..r, more = 1 }
  out = (Ask(s.safe) on cloud).answer
}
