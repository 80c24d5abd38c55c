signature Triage:
  input  mail: str
  output team: str
