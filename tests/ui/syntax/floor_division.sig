module Half {
  input  x: int
  output y: float
  y = x // 2
}
