type Search { query: str }
type Say { text: str }
type Wait { seconds: int }
signature Act { """Do the next step.""" input question: str output act: Search | Say | Wait }

module Step {
  input  question: str
  output a: str
  output b: str

  act = Act(question).act
  a   = match act { Search as s -> s.query  Say as s -> s.query }
  b   = match act { Serach as s -> "a"  Say | Wait -> act.text  _ -> "b" }
}
