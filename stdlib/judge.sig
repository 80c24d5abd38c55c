"""Judgements on answers, each with its reason."""

signature Supported {
  """Is every statement of the answer backed by the passages?"""
  input  answer: str
  input  passages: [str]
  output unsupported: [str]                    "statements that no passage backs, word for word"
  output supported: bool                       "true when nothing is unsupported"
  ensure supported == (len(unsupported) == 0)  "the two outputs agree"
}

signature Same {
  """Do the two answers to the question say the same? Wording does not count, facts do."""
  input  question: str
  input  answer: str
  input  expected: str
  output reason: str(..300)
  output same: bool
}

signature Grade {
  """Grade the answer against the criterion."""
  input  task: str         "what was asked for"
  input  answer: str
  input  criterion: str    "what a good answer does"
  output reason: str(..300)
  output grade: int(1..5)  "5 = the criterion is fully met, 1 = not at all"
}

signature Better {
  """Which of the two answers does what was asked for better?"""
  input  task: str
  input  first: str
  input  second: str
  output reason: str(..300)
  output better: "first" | "second" | "equal"
}
