signature Sum {
  """Add up the even numbers."""
  input numbers: [int]
  output total: int(0..1000) "their sum"
  ensure total % 2 == 0
}
module Main { input numbers: [int]  output total: int  total = Sum(numbers).total by program(tries = 3) }
