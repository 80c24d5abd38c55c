"""Questions about a record that is too long for a prompt: a log of requests, a transcript, a year of mail."""

model small = "sigc/offline"

signature Answer {
  """Answer the question about the record."""
  input  question: str        "what is asked"
  input  guide: str           "what the words of the question mean, with examples; for the model that is asked about parts"
  input  record: str          "one entry a line"
  output answer: str(1..200)  "a number, a name or a date where one is asked for, else one sentence"
}

module Ask {
  """One question. The record stands in no prompt: code looks at it, and asks `small` about parts."""
  input  question: str
  input  guide: str = ""
  input  record: str
  output answer: str

  answer = Answer(question, guide, record).answer by rlm(
             steps = 4,
             calls = 20000,
             sub = small,
             tokens = 20000000,
           )
           otherwise "The record does not say."
}

test "an answer comes from a model that writes no code, too" {
  a = Ask(
    "How many requests did user 10405 make?",
    record = "1 | user 10405 | play jazz\n2 | user 52201 | stop",
  )
  expect len(a.answer) > 0
}

build longdoc for Ask { passes = [] }
