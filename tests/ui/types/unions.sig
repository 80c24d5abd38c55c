signature Read {
  """Read it."""
  input  mode: "a" | "b" | "a"
  input  level: 1 | 2.5
  input  table: {int: str}
  output text: str
}
