signature Triage {
  input mail: str
  output team: "bills" | "other"
  output urgency: int(1..5)
  output reasons: str
}
module Desk {
  input mail: str
  output team: str
  t = Triage(mail) by cot
  team = t.team if t.urgency > 2 else "later"
}
test "one" {
  t = Triage("x")
  expect t.team == "other"
}
