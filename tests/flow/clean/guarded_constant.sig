# a guarded value without a call
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  k = 1 if len(mail) > 3 else 2
  a = Ask(note) on cloud
  out = f"{k} {a.answer}"
}
