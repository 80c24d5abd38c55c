signature Triage { input text: str  output urgent: bool }
test "one" {
  t = Triag(text = "hello")
  expect t.urgent
}
