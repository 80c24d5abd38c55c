# how many turns a fold has
import base { Ask, Split, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  run = repeat for part in (Split(mail) on local).parts from (memo = note) { memo = (Ask(memo) on cloud).answer }
  out = run.memo
}
