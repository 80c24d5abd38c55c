enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output a: str

  t = Triage(mail)
  x = match t.team { billing -> "a"  shipping -> 3  other -> none }
  a = match t.team { billing -> "a"  shipping -> 3  other -> none }
}
