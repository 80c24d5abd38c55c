tool search { """Search.""" input query: str output pages: [str] from python "desk:search" }
model small = "openai/small"
signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output a: str
  output b: str
  output c: str
  output d: str
  output e: str

  a = Answer(mail).reply by react(steps = 3)
  b = Answer(mail).reply by react(tools = search, steps = 0)
  c = Answer(mail).reply by codeact(tools = [serch, small])
  d = Answer(mail).reply by rlm(sub = search, depth = "two")
  e = Answer(mail).reply by tree(3)
}
