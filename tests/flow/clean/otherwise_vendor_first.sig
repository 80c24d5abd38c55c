# the vendor's own failure decides a local call
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(note) on cloud otherwise Ask(mail) on local
  out = a.answer
}
