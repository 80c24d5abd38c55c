# a loop over labelled words at home
import base { Ask, Judge, local }

module Main {
  input mail: str @pii
  output out: str
  run = repeat 3 from (memo = mail, done = false) until done {
    memo = (Ask(memo) on local).answer
    done = (Judge(memo) on local).yes
  }
  out = run.memo
}
