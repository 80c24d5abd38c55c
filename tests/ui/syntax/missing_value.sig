module Twice {
  input  text: str
  output more: str
  more = text +
}
