# through a module's own output
import base { Ask, cloud }

module Shout {
  input words: str
  output loud: str
  loud = upper(words)
}
module Main {
  input mail: str @pii
  output out: str
  loud = Shout(mail).loud
  out = (Ask(loud) on cloud).answer
}
