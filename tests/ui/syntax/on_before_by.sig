signature Triage { input mail: str  output team: str }

model strong = "openai/gpt-5"

module Desk {
  input  mail: str
  output team: str
  team = (Triage(mail) on strong by cot).team
}
