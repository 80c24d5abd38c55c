module Names {
  input xs: [str]
  output n: int
  output s: str
  output r: [int]
  n = length(xs)
  s = str(n)
  r = range(n)
}
