module Many {
  output n: int
  n = 10_000
}
