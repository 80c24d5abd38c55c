# a filter by what is clean
import base { Judge, Split, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  s = Split(note) on cloud
  kept = [p for p in s.parts if (Judge(p) on cloud).yes]
  out = join(kept, mail)
}
