"""Records where a named type is expected: defaults and none filled in, variants tagged, spreads kept."""

type Turn { question: str  answer: str?  rating: int(1..5) = 3 }
type Search { query: str }
type Say { text: str }
signature Ask { """Ask.""" input turns: [Turn]  output question: str }
signature Act { """Act.""" input question: str  output act: Search | Say }
signature Note { """Note.""" input act: Search | Say  input weight: float  output note: str }

module Talk {
  input  topic: str
  input  first: Turn
  output note: str
  output seen: str
  output turn: Turn

  asked = Ask([first, { question = topic }, { ..first, rating = 5 }])
  turn  = asked
  act   = Act(asked.question).act
  seen  = match act { Search as s -> s.query  Say -> act.text }
  note  = Note({ text = seen }, 1).note + Note(act, 0.5).note if act is Say else ""
}
