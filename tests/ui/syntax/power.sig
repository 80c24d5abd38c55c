module Square {
  input  x: int
  output y: int
  y = x ** 2
}
