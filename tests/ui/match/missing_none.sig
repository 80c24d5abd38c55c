enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output to: str
  output flag: str
  output level: str

  t     = Triage(mail)
  to    = match t.order { "AB-1" -> "a"  none -> "b" }
  flag  = match t.urgency > 3 { true -> "a" }
  level = match t.urgency { 1..2 -> "low"  3 -> "middle"  5 -> "high" }
}
