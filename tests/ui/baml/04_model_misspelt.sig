model main = "openai/gpt-5"
signature Triage { input text: str  output urgent: bool }
module Desk {
  input text: str
  output urgent: bool
  urgent = (Triage(text) on mian).urgent
}
