module Next {
  input  x: int
  output y: int
  y := x + 1;
}
