signature Triage {
  """Decide who owns a mail.
  input  mail: str
  output team: str
}

signature Answer {
  """Answer it."""
  input  mail: str
  output reply: str
}
