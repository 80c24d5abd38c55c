import modules_in_a_circle { Ask }

module Help {
  input  question: str
  output answer: str
  answer = Ask(question).answer
}
