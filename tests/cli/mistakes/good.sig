signature Sort {
  """Sort a message."""
  input text: str
  output topic: "bug" | "idea"
}
build good for Sort { seed = 1 }
