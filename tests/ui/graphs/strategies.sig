signature Answer { """Answer.""" input mail: str output reply: str }
signature Other { """Answer.""" input mail: str output reply: str }
metric right for Answer { score = 1.0 if got.reply == want.reply else 0.0 }
metric short for Answer { score = 1.0 if len(got.reply) < 20 else 0.0 }
metric loose { input reply: str output score: float  score = 1.0 }
model strong = "openai/gpt-5"

module Support {
  input  mail: str
  output a: str
  output b: str
  output c: str
  output d: str
  output e: str
  output f: str
  output g: str

  a = Answer(mail).reply by vote(n = 0, of = react)
  b = Answer(mail).reply by best_of(n = 3)
  c = Answer(mail).reply by best_of(score = right)
  d = Other(mail).reply by best_of(score = short, n = 3, n = 4)
  e = Answer(mail).reply by refine(score = loose, at_least = 2)
  f = Answer(mail).reply by refine(score = strong)
  g = Answer(mail).reply by refine(score = shrt, of = "cot")
}
