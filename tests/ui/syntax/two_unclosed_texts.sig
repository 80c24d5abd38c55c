signature Triage {
  """Decide.
  input  mail: str
  output team: str
}

signature Relevant {
  """Whether a document helps."""
  input  mail: str
  output relevant: bool
}

signature Answer {
  """Answer.
  input  mail: str
  output reply: str
}
