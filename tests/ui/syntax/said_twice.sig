signature Triage {
  """Decide who owns a mail."""
  input  mail: str
  output team: str
  """Be quick."""
}
