import lib.helper { Help }

module Ask {
  input  question: str
  output answer: str
  answer = Help(question).answer
}
