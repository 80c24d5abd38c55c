signature Triage {⟦found⟧
  input  mail: str
  output team: str

module Support {
  input mail: str
  output team: str
  team = Triage(mail).team
}
⟦outline⟧
