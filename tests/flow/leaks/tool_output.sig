# what a labelled tool gives
import base { Ask, cloud }

tool load @onprem @pii { input key: str  output row: str  from python "desk:load" }
module Main {
  input note: str
  output out: str
  out = (Ask(load(note).row) on cloud).answer
}
