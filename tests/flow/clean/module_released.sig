# a module may release
import base { Ask, Redact, cloud }

module Main {
  input mail: str @pii
  output out: str
  r = Redact(mail)
  both = { a = r.clean, b = r.clean }
  out = (Ask(both.a) on cloud).answer
}
