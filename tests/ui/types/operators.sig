enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  input  number: int
  output a: bool
  output b: bool
  output c: bool
  output d: str
  output e: float
  output f: bool
  output g: bool

  t = Triage(mail)
  a = t.team == "shipping"
  b = number == mail
  c = mail < number
  d = mail + number
  e = -mail
  f = number in mail
  g = not mail or number and t.urgency > 2
}

module Never {
  input  mode: "fast" | "slow"
  input  level: int(1..5)
  output a: bool
  output b: bool
  output c: bool

  a = mode == "fsat"
  b = level == 7 or 0 == level
  c = mode == "fast" and mode != "slow"
}
