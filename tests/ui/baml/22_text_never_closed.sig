signature Triage {
  """Decide which team owns it.
  input text: str
  output urgent: bool
}

signature Answer { input text: str  output reply: str }
