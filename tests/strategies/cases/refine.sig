signature Title {
  """A title for this text."""
  input text: str
  output title: str
  ensure len(title) > 0
}
metric short for Title {
  long = len(got.title) > 10
  score = 0.5 if long else 1.0
  feedback = "too long" if long else ""
}
module Main {
  input text: str
  output title: str
  title = Title(text).title by refine(n = 3, score = short, of = predict)
}
