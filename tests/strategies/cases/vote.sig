signature Team {
  """Which team answers this mail?"""
  input mail: str
  output team: "billing" | "shipping"
}
module Main { input mail: str  output team: str  team = Team(mail).team by vote(n = 3) }
