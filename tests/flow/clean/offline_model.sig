# a place without a model is filled from allowed zones
import base { Ask }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail)
  out = a.answer
}
