module Fits {
  input  x: int
  output fits: bool
  fits = 1 <= x <= 5
}
