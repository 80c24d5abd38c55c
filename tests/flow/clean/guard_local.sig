# a guard on a local call
import base { Ask }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  out = Ask(mail).answer if len(mail) > 3 else note
}
