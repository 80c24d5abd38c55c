signature Triage { input text: str  output priority: int(1..5) }
test "one" {
  t = Triage("fire")
  expect t.priorty == 5
}
