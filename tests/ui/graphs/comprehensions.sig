type Doc { title: str  text: str }
signature Relevant { """Does it help?""" input doc: Doc output relevant: bool }

module Filter {
  input  docs: [Doc]
  input  names: [str]?
  output a: [str]
  output b: [Doc]
  output c: [str]
  output d: [str]
  output e: [str]

  a = [d.titel for d in docs]
  b = [d for d in docs if Relevant(d)]
  c = [n for n in names]
  d = [x for x, y in docs]
  e = [pair for pair in zip(a, c)]
}
