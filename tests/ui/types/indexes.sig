module Pick {
  input  names: [str]
  input  table: {str: int}
  input  number: int
  output a: str
  output b: int
  output c: str
  output d: [str]
  output e: str

  a = names["first"]
  b = table["first"]
  c = number[0]
  d = names["a":]
  e = names.first
}
