# a failure decides a local call
import base { Ask, local }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local otherwise { answer = "none" }
  out = a.answer
}
