# the call is inside a module
import base { Ask, cloud }

module Tell {
  input words: str
  output answer: str
  a = Ask(words) on cloud
  answer = a.answer
}
module Main {
  input mail: str @pii
  output out: str
  out = Tell(mail).answer
}
