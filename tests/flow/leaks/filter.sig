# a filter decides how often
import base { Ask, Split, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  s = Split(note) on cloud
  out = join([(Ask(p) on cloud).answer for p in s.parts if len(mail) > len(p)], " ")
}
