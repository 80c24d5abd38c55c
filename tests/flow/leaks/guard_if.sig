# a condition decides whether it is called
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  out = (Ask(note) on cloud).answer if len(mail) > 3 else ""
}
