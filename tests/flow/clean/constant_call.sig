# a call of constants
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask("hello") on cloud
  out = a.answer + mail
}
