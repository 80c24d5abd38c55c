# a pattern decides which is called
import base { Ask, Judge, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  j = Judge(mail) on local
  out = match j.yes {
    true -> (Ask(note) on cloud).answer
    false -> note
  }
}
