# tools of one file may keep what they are given
import base { Ask, cloud }

tool keep { input row: str  output ok: bool  from python "desk:keep" }
tool load { input key: str  output row: str  from python "desk:load" }
module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = keep(mail)
  b = load(note)
  out = f"{a.ok}" + (Ask(b.row) on cloud).answer
}
