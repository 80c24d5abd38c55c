signature Sum { input text: str  output sum: str }
module Both {
  input text: str
  output short: str
  first = Sum(text).sum
  second = Sum(text + "!").sum
  short = first
}
