enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

type Doc { text: str }
model strong = "openai/gpt-5"

signature Read { """Read it.""" input doc: strong output text: str }

module Route {
  input  mail: str
  output team: Team
  output doc: Doc
  output said: str

  team = Team
  doc  = Doc(text = mail)
  said = Triage
}
