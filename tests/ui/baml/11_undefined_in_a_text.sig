text tone """Be kind."""
signature Triage {
  """Decide. {tonne}"""
  input text: str
  output urgent: bool
}
