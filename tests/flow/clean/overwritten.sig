# a later field wins
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = { words = mail }
  s = { ..r, words = note }
  out = (Ask(s.words) on cloud).answer
}
