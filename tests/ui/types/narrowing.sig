enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output a: str
  output b: str
  output c: bool
  output d: int(1..3)
  output e: int(6..9)

  t = Triage(mail)
  a = t.order if t.order != none else "none given"
  b = t.order if t.order == none else "given"
  c = t.order != none and len(t.order) > 3
  d = t.urgency if t.urgency <= 3 else 3
  e = t.urgency if t.urgency > 2 else 6
}
