signature Answer { """Answer.""" input mail: str input docs: [str] input tone: str = "kind" output reply: str }

module Support {
  input  mail: str
  output a: str
  output b: str
  output c: str
  output d: str

  a = Answer(mail).reply
  b = Answer(mail, [], "kind", 3).reply
  c = Answer(mail, docs = [], tnoe = "kind").reply
  d = Answer(mail, [], mail = mail).reply
}
