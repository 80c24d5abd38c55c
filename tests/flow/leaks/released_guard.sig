# the guard of a releasing call remains
import base { Ask, Redact, local, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = Redact(note) on local if len(mail) > 3 else { clean = "" }
  out = (Ask(r.clean) on cloud).answer
}
