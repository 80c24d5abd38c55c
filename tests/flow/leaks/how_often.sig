# how often it is called
import base { Ask, Split, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  s = Split(mail) on local
  out = join([(Ask(note) on cloud).answer for p in s.parts], " ")
}
