enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output a: str
  output b: str
  output c: str

  t = Triage(mail)
  a = match t.team { "billing" -> "a"  shiping -> "b"  Team.lost -> "c"  _ -> "d" }
  b = match t.team { billing -> "a"  shipping -> "b"  other -> "c"  billing -> "d"  _ -> "e" }
  c = match mail { urgent -> "a"  3 -> "b"  1..2 -> "c"  none -> "d"  _ -> "e" }
}
