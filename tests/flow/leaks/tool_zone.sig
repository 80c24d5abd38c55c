# the vendor's tool
import base { Ask }

tool look @vendor { input key: str  output row: str  from python "store:look" }
module Main {
  input mail: str @pii
  output out: str
  out = look(mail).row
}
