enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output urgency: int(1..5)
  output code: str(matching r"[A-Z]{2}-\d{6}")
  output name: str(..5)
  output tags: [str](1..2)

  urgency = 7
  code    = "ab-1"
  name    = "Margarete"
  tags    = ["a", "b", "c"]
}
