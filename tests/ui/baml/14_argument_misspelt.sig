signature Triage { input text: str  output urgent: bool }
test "one" {
  t = Triage(txt = "hello world")
  expect t.urgent
}
