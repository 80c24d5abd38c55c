# pure tools of one file share nothing
import base { Ask, cloud }

tool find { input query: str  output row: str  pure  from python "desk:find" }
tool load { input key: str  output row: str  pure  from python "desk:load" }
module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = find(mail)
  b = load(note)
  out = a.row + (Ask(b.row) on cloud).answer
}
