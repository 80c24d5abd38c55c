signature Read {
  """Read it."""
  input  text: str(9..3)
  input  number: int(1.5..3)
  input  open: float(..)
  input  words: [str](-1..2)
  input  flag: bool(1..2)
  input  code: str(matching "(?<=a)b")
  input  list: [int](matching "a")
  output day: date(1..2)
}
