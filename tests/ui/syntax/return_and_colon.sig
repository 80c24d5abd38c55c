module Route {
  input text: str
  output team: str
  team: text
}
module Other {
  input text: str
  output team: str
  return text
}
