# over several names
import base { Ask, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = upper(mail)
  b = f"mail: {a}"
  out = (Ask(b) on cloud).answer
}
