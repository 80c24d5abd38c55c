# fields of a record are apart
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = { safe = note, risky = mail }
  a = Ask(r.safe) on cloud
  out = a.answer + r.risky
}
