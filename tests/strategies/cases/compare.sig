signature Sum {
  """Add the numbers up."""
  input numbers: [int]
  output total: int
}
module Main { input numbers: [int]  output total: int  total = Sum(numbers).total by compare(n = 2) }
