signature Answer {
  input mail: str
  output reply: str
  let size = len(mail)
  prefer len(reply) > size "longer than the question"
  prefer not ("!" in reply) "calm"
  example { mail = "Where is it?", reply = "It left our house today." }
  example { mail = "Where is it?", reply = "Soon!" }
}
