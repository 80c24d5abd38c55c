# a Python tool lives in the process
import base { Ask }

tool find { input query: str  output row: str  from python "desk:find" }
module Main {
  input mail: str @pii
  output out: str
  out = find(mail).row
}
