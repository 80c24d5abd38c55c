signature Sort {
  input text: str
  output topic: "bug" | "idea"
}
test "a bug" {
  s = Sort("this is a bug")
  expect s.topic == "idea"
}
