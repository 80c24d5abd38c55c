type Turn { question: str  answer: str  note: str?  rating: int(1..5) = 3 }

signature Ask { """Ask.""" input turns: [Turn] output question: str }

module Talk {
  input  question: str
  output next: str

  next = Ask([
    { question = question, answer = "yes" },
    { question = question, anwser = "no" },
    { question = question },
    { question = question, answer = "a", answer = "b" },
    { question = question, answer = 3, rating = 9 },
  ]).question
}
