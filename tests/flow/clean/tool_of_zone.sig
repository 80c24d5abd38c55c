# a tool of the label's own zone
import base { Ask }

tool find @onprem { input query: str  output row: str  from python "desk:find" }
module Main {
  input mail: str @pii
  output out: str
  out = find(mail).row
}
