enum Team {
  billing
  shipping

signature Triage {
  input  mail: str
  output team: str
}
