# a module is called or not, and with it the vendor
import base { Ask, cloud }

module Tell {
  input words: str
  output answer: str
  a = Ask(words) on cloud
  answer = a.answer
}
module Main {
  input mail: str @pii
  input note: str
  output out: str
  out = Tell(note).answer if "now" in mail else note
}
