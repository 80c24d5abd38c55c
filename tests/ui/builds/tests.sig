enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

test "a parcel" {
  t = Triage(mail = "Where is it?")
  t = Triage(mail = "Where?")
  expect t.team == shiping
  expect t.urgency
  expect len(t.order) > 2
}

test "nothing" { t = Triage("a") }
