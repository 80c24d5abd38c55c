# a loop over clean words
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  run = repeat 3 from (memo = note) { memo = (Ask(memo) on cloud).answer }
  out = run.memo + mail
}
