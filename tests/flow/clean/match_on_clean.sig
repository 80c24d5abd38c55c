# a match on what carries no label
import base { Ask, Judge, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  j = Judge(note) on cloud
  out = match j.yes {
    true -> Ask(mail).answer
    false -> note
  }
}
