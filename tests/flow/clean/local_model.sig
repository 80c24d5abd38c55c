# the label goes to its own zone
import base { Ask, local }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local
  out = a.answer
}
