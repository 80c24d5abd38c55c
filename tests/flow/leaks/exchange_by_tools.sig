# through what tools of one file keep
import base { Ask }

tool keep { input row: str  output ok: bool  from python "desk:keep" }
tool load { input key: str  output row: str  from python "desk:load" }
module Billing { input words: str  output ok: bool  ok = keep(words).ok }
module Clinical { input words: str  output row: str  row = load(words).row }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output ok: bool
  output row: str
  row = Clinical(note).row
  ok = Billing(note).ok
}
