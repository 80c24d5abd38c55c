signature Answer { """Answer.""" input mail: str output reply: str }
module Inner { input mail: str output reply: str  reply = Answer(mail).reply }
model strong = "openai/gpt-5"

module Support {
  input  mail: str
  output a: str
  output b: str
  output c: str
  output d: str
  output e: str

  a = (Answer(mail).reply + Answer(mail).reply) by cot
  b = Inner(mail).reply on strong
  c = Answer(mail).reply by cto
  d = Answer(mail).reply by cot(steps = 3) on storng
  e = mail by cot
}
