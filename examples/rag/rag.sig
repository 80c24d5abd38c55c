"""Answers from a handbook: look pages up, keep the relevant ones, answer from those alone."""

import std.metrics { token_f1 }

type Page { title: str  text: str }

tool search "word search over the handbook" {
  input  query: str
  input  k: int(1..10) = 4
  output pages: [Page]
  from python "handbook:search"
}

signature Relevant {
  """Say whether the page helps to answer the question."""
  input  question: str
  input  page: Page
  output relevant: bool  "the page names what the question asks about"
}

signature Answer {
  """Answer the question from the pages alone, in the page's own words."""
  input  question: str
  input  pages: [Page]
  output answer: str(1..300)
}

module Ask {
  """The whole road: search, filter, answer."""
  input  question: str
  output answer: str
  output titles: [str]

  found  = search(question, k = 4).pages
  useful = [p for p in found if Relevant(question, p).relevant]
  titles = [p.title for p in useful]
  said   = Answer(question, useful if len(useful) > 0 else found)
           otherwise { answer = "The handbook does not say." }
  answer = said.answer
}

data questions: Ask from "questions.jsonl" { split train 0.4, dev 0.3, test 0.3 }

metric told for Ask {
  score    = token_f1(got.answer, want.answer).score
  feedback = f"expected: {want.answer}"
}

test "a question about holidays" {
  a = Ask("How many days of holiday do I have?")
  expect len(a.titles) > 0
}

build rag for Ask {
  data   = questions
  metric = told
  budget = { calls = 60000 }
}
