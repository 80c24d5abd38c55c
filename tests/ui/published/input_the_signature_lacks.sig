# stanford-oval/storm hands its AskQuestion a persona that the signature does not have.
signature AskQuestion { input topic: str  input history: str  output question: str }
module Interview {
  input topic: str
  input persona: str
  output question: str
  question = AskQuestion(topic = topic, history = "", persona = persona).question
}
