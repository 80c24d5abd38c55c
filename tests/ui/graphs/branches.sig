signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str
  output note: str

  a     = Answer(mail) if len(mail) > 0 else "nothing"
  reply = Answer(mail).reply if mail else 3
  b     = Answer(mail).reply
  note  = b otherwise "failed"
}
