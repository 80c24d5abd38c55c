# carried over a turn
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  run = repeat 3 from (memo = note, last = "") {
    memo = (Ask(last) on cloud).answer
    last = memo + mail
  }
  out = run.memo
}
