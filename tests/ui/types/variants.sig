type Search { query: str }
type Say { text: str }
type Wait { seconds: int }
signature Act { """Do the next step.""" input question: str output act: Search | Say }

module Step {
  input  question: str
  output a: str
  output b: bool
  output c: str
  output act: Search | Say

  step = Act(question).act
  a    = step.query
  b    = step is Wait
  c    = step.query if step is Search else step.text
  act  = { quary = question }
}
