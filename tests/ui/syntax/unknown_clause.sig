signature Triage {
  inptu  mail: str
  output team: str
}
