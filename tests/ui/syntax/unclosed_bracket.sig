signature Triage {
  input  mail: str(..280
  output team: str
}
