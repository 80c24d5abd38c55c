signature Triage { input text: str  output urgent: bool }
test "one" {
  t = Triage(text = ["a"])
  expect t.urgent
}
