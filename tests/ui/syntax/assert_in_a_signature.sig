signature Answer {
  input  mail: str
  output reply: str
  assert len(reply) => 5
}

module Desk { input mail: str  output long: bool  reply = Answer(mail).reply  long = len(reply) => 80 }
