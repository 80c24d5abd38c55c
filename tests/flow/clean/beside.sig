# two calls side by side tell each other nothing
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local
  b = Ask(note) on cloud
  out = a.answer + b.answer
}
