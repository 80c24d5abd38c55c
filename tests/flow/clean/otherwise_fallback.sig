# a fallback in the same zone
import base { Ask, local }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local otherwise Ask(note) on local
  out = a.answer
}
