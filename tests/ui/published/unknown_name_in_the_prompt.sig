# An undefined prompt variable is a warning there, and the program runs.
signature Answer {
  """Answer as {persona} would."""
  input question: str
  output answer: str
}
