signature Triage {
  input  mail: str "as it came in
  output team: str
}
