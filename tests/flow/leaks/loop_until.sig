# when a loop ends
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  run = repeat 3 from (memo = note) until len(memo) > len(mail) { memo = (Ask(memo) on cloud).answer }
  out = run.memo
}
