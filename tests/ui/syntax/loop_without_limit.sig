module Grow {
  input  text: str
  output more: str
  grown = repeat until len(text) > 9 { text = text + text }
  more = grown.text
}
