"""Every form of a graph: order of need, sub-modules, numbered calls, pins, match, otherwise, comprehensions."""

enum Team { billing shipping technical }
type Doc { title: str  text: str  score: float }
signature Triage { """Who owns it?""" input mail: str  output team: Team  output order: str? }
signature Relevant { """Does it help?""" input mail: str  input doc: Doc  output relevant: bool }
signature Answer { """Answer.""" input mail: str  input docs: [Doc]  output reply: str(..200) }
model strong = "openai/gpt-4.1" { temperature = 0.2, max_tokens = 500 }

module Reply {
  """Answer with what helps."""
  input  mail: str
  input  docs: [Doc]
  output reply: str

  useful = [d for d in docs if d.score > 0.5 and Relevant(mail, d).relevant]
  reply  = Answer(mail, useful).reply on strong
}

module Support {
  input  mail: str
  input  docs: [Doc]
  input  limit: int = 3
  output reply: str
  output team: Team
  output titles: {str: str}
  output pairs: [str]
  output twice: str

  reply  = answer.reply
  answer = match t.team {
    billing | shipping -> Reply(mail, top(docs, limit, key = "score"))
    technical          -> Answer(mail, docs) by cot on strong
  } otherwise { reply = f"We will get back to you about {t.order}, {t.team}." }
  t      = Triage(mail)
  team   = t.team
  titles = { d.title: d.text for d in docs for word in split(d.text) if word == "x" if d.score > 1 }
  pairs  = [f"{a}{b}" for a, b in zip(split(mail), [d.title for d in docs])]
  twice  = Answer(mail, docs[:2]).reply + Answer(mail, docs[-1:]).reply if t.order != none and len(t.order) > 2 else ""
}
