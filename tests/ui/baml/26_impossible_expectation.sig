signature Triage { input text: str  output priority: "LOW" | "HIGH" }
test "one" {
  t = Triage("fire")
  expect t.priority == "HIHG"
}
