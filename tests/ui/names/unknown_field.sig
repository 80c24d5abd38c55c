enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output team: Team
  output note: str

  t    = Triage(mail)
  team = t.teem
  note = mail.lower()
}
