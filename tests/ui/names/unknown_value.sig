signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str

  said  = Answer(mial)
  reply = siad.reply
}
