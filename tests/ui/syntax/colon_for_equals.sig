signature Triage {
  input  mail: str
  output team: str
  example { mail: "Where is it?", team: "shipping" }
}
