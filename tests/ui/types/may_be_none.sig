enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output order: str
  output long: bool
  output first: str

  t     = Triage(mail)
  order = t.order
  long  = len(t.order) > 3
  first = "order " + t.order
}
