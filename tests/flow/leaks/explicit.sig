# a wire
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on cloud
  out = a.answer
}
