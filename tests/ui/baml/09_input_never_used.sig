signature Triage { input text: str  output urgent: bool }
module Desk {
  input text: str
  input customer: str
  output urgent: bool
  urgent = Triage(text).urgent
}
