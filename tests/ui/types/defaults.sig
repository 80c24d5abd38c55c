signature Answer {
  """Answer."""
  input  tone: "formal" | "friendly" = "frendly"
  input  words: int(1..9) = 20
  input  other: str = tone
  output reply: str = "none"
}
