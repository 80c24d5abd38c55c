# that a release failed is not released
import base { Ask, Redact, local, cloud }

module Second {
  input words: str
  output answer: str
  r = Redact(words) on local
  a = Ask(r.clean) on cloud
  answer = a.answer
}
module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Second(mail) otherwise { answer = "" }
  out = a.answer
}
