"""Questions and answers."""

signature Answer {
  """Answer the question. Be brief."""
  input  question: str
  output answer: str
}

signature AnswerFrom {
  """Answer the question from the passages alone. Without an answer in them, leave it out."""
  input  question: str
  input  passages: [str]
  output answer: str?
}

signature Quote {
  """Copy the sentence of the passage that answers the question, letter by letter."""
  input  question: str
  input  passage: str
  output quote: str?                        "left out when no sentence answers it"
  ensure quote == none or quote in passage  "a quote is copied, never written"
}

signature Relevant {
  """Does the passage help to answer the question?"""
  input  question: str
  input  passage: str
  output relevant: bool  "it names what the question asks about"
}

signature Queries {
  """Write what to look for in a search engine to answer the question. Each query asks for something else."""
  input  question: str
  output queries: [str](1..4)
}

signature Decompose {
  """Split the question into simpler ones that can be answered one after the other."""
  input  question: str
  output steps: [str](1..6)
}
