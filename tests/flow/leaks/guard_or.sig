# `or` too
import base { Judge, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  go = len(mail) > 3 or (Judge(note) on cloud).yes
  out = f"{go}"
}
