# a failure that ends the run is no flow
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local
  b = Ask(note) on cloud otherwise { answer = "" }
  out = a.answer + b.answer
}
