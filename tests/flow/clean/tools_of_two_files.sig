# tools of two files share nothing
import base { Ask, cloud }

tool find { input query: str  output row: str  from python "desk:find" }
tool look { input key: str  output row: str  from python "store:look" }
module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = find(mail)
  b = look(note)
  out = a.row + (Ask(b.row) on cloud).answer
}
