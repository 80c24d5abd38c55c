model far = "openai/gpt-5-mini"
signature Sort {
  input text: str
  output topic: "bug" | "idea"
}
build remote for Sort { model = far }
