# a model without a zone is outside every zone
import base { Ask, loose }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  out = (Ask(mail) on loose).answer
}
