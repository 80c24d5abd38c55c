# a value that a condition chose
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  word = "yes" if "urgent" in mail else "no"
  out = (Ask(word) on cloud).answer
}
