text tone """Be kind."""
signature Triage {
  """Decide. {tone"""
  input text: str
  output urgent: bool
}
