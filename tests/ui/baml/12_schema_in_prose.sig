signature Extract {
  """Read the ticket."""
  input text: str
  output ticket: str "JSON object with the keys title and priority"
}
