# what is released may decide
import base { Ask, Redact, local }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = Redact(mail) on local
  out = Ask(note).answer if len(r.clean) > 3 else ""
}
