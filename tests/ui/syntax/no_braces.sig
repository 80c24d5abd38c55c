signature Triage
  input  mail: str
  output team: str

enum Team
  billing
  shipping

signature Answer { input mail: str  output reply: str }
