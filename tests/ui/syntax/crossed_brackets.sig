module Pair {
  input  text: str
  output both: [str]
  both = [text, upper(text])
}
