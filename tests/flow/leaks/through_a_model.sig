# what a local model answers carries the label
import base { Ask, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local
  out = (Ask(a.answer) on cloud).answer
}
