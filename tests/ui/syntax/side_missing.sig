signature Triage {
  mail: str
  output team: str
}
