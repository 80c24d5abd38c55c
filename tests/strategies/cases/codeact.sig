tool search {
  """Search the handbook."""
  input query: str
  output pages: [str]
  from python "handbook:search"
}
signature Answer {
  """Answer the question."""
  input question: str
  output answer: str
}
module Main {
  input question: str
  output answer: str
  answer = Answer(question).answer by codeact(tools = [search], steps = 3, calls = 2)
}
