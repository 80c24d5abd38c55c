"""Judges of a strategy's metric stand in the program of the call."""

signature Answer { """Answer.""" input question: str  output reply: str }
signature Same { """Same?""" input one: str  input two: str  output same: bool  output why: str }
model strict = "openai/strict"

metric alike { input one: str  input two: str  output score: float  score = 1 if Same(one, two).same else 0 }
metric best for Answer {
  same     = Same(got.reply, row.question) on strict
  score    = 0.5 * same.same + 0.5 * alike(got.reply, "gold").score
  feedback = same.why
}

module Best {
  input  question: str
  output reply: str
  reply = (Answer(question) by best_of(n = 3, score = best)).reply
}
