# what a labelled tool gives stays at home
import base { Ask, local }

tool load @onprem @pii { input key: str  output row: str  from python "desk:load" }
module Main {
  input note: str
  output out: str
  out = (Ask(load(note).row) on local).answer
}
