# that it failed can be seen
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local otherwise { answer = "none" }
  out = (Ask(a.answer) on cloud).answer
}
