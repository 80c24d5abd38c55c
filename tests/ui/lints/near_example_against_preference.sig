signature Answer {
  input mail: str
  output reply: str
  output order: str?
  prefer len(reply) > 10 "a one-line reply reads as rude"
  prefer order == none or len(order) > 2 "spelled out"
  example { mail = "Where is it?", reply = "It left our house today." }
}
