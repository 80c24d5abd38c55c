# no policy speaks of the label
import base { Ask }

label name
tool keep { input row: str  output ok: bool  acts  from python "desk:keep" }
module Main {
  input who: str @name
  output ok: bool
  ok = keep(who).ok
}
