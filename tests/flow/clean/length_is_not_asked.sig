# a labelled text in a clean list
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  xs = [mail, mail]
  a = Ask(f"{len(xs)}") on cloud
  out = a.answer
}
