# each place of a call is its own
import base { Ask, cloud }

module Shout {
  input words: str
  output loud: str
  loud = upper(words)
}
module Main {
  input mail: str @pii
  input note: str
  output out: str
  one = Shout(mail)
  two = Shout(note)
  out = one.loud + (Ask(two.loud) on cloud).answer
}
