model main = "openai/gpt-5"
signature Triage { input text: str  output urgent: bool }
module Desk {
  input text: str
  output urgent: bool
  t = Triage(text) on main otherwise Triage(text) on nope
  urgent = t.urgent
}
