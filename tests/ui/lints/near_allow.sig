# On the line, above the line, above a whole declaration, several at once; for warnings that are no lints too.
enum Team "the team" { bill billing }  # allow SIG1003, SIG1008: the desk's own names
# allow SIG1003: names of the product
signature Shout {
  """The text `# allow SIG1001: x` in a text is no comment."""
  input text: str "the text"
  output team: Team "Team"
}
module Route {
  input mode: "fast" | "slow"
  # allow SIG1001: kept for callers
  input tone:
    str
  output steps: int
  steps = match mode {
    "fast" -> 1
    "slow" -> 5
    # allow SIG0331: others may come
    _ -> 3
  }
}
