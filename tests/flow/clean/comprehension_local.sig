# calls over labelled items at home
import base { Ask, Split, local }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  s = Split(mail) on local
  out = join([(Ask(p) on local).answer for p in s.parts], " ")
}
