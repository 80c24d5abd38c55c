"""Support desk: who owns a mail, how urgent it is, which order it is about."""

enum Team "who owns the problem" {
  billing   "invoices, refunds, payment methods"
  shipping  "parcels, delivery dates, lost items"
  technical "the product misbehaves"
  account   "login, profile, personal data"
  other     as "none_of_these"
}

signature Triage {
  """Decide which team owns a customer's mail and how urgent it is."""
  input  mail: str                                "verbatim, in any language"
  output team: Team
  output urgency: int(1..3)                       "3 = somebody is in danger or cannot work"
  output order: str(matching r"[A-Z]{2}-\d{6}")?  "order number"
  ensure order == none or order in mail           "an order number is quoted from the mail, never invented"
}

data mails: Triage from "mails.jsonl" { split train 0.5, dev 0.25, test 0.25 }

metric routing for Triage {
  right_team = got.team == want.team
  close      = abs(got.urgency - want.urgency) <= 1
  score      = 0.6 * right_team
               + 0.2 * (got.urgency == want.urgency)
               + 0.1 * close
               + 0.1 * (got.order == want.order)
  feedback   = "" if right_team else f"the team is {want.team}"
}

test "a lost parcel" {
  t = Triage(mail = "My parcel AB-123456 never came, please track the delivery.")
  expect t.team == shipping
  expect t.order == "AB-123456"
}

build triage for Triage {
  data   = mails
  metric = routing
  budget = { calls = 60000 }
  emit   = [python, bundle]
}
