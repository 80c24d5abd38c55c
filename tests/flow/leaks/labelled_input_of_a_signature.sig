# the callee says what its input is
import base { cloud }

signature Triage { input mail: str @pii  output urgent: bool }
module Main {
  input note: str
  output urgent: bool
  t = Triage(note) on cloud
  urgent = t.urgent
}
