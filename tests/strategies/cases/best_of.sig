signature Title {
  """A title for this text."""
  input text: str
  output title: str
}
metric short for Title { score = 1.0 if len(got.title) <= 10 else 0.5 if len(got.title) <= 20 else 0.0 }
module Main {
  input text: str
  output title: str
  title = Title(text).title by best_of(n = 4, score = short, of = predict)
}
