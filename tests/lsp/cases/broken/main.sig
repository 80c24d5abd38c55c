enum Team { billing shipping }⟦found⟧

signature Triage {
  input  mail: strr⟦fix⟧
  output team: Team
}

module Support {
  input mail: str
  output team: Team
  triage = Triage(mial⟦fix⟧)
  team = triage.taem⟦fix⟧
}

signature Half {
  input mail: str
  output
