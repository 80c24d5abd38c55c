# the failure of the left side decides the right
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local otherwise Ask(note) on cloud
  out = a.answer
}
