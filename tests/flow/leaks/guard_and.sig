# `and` decides whether the right side is called
import base { Judge, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  go = len(mail) > 3 and (Judge(note) on cloud).yes
  out = f"{go}"
}
