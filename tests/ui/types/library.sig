type Doc { title: str  score: float }

module Pick {
  input  docs: [Doc]
  input  text: str
  output a: int
  output b: [Doc]
  output c: [Doc]
  output d: str
  output e: bool
  output f: float
  output g: [str]

  a = len(docs, text)
  b = sort(docs)
  c = top(docs, 3, key = "scroe")
  d = join(docs, ", ")
  e = matches(text, "[a-")
  f = mean(text)
  g = uniq([d.title for d in docs])
}
