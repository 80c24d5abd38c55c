# a release takes the label off
import base { Ask, Redact, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = Redact(mail) on local
  a = Ask(r.clean) on cloud
  out = a.answer
}
