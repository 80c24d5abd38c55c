# a vendor's answer chooses; the label does not
import base { Judge, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  j = Judge(note) on cloud
  out = mail if j.yes else note
}
