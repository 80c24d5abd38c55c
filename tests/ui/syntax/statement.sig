module Loud {
  input  text: str
  output loud: str
  return upper(text)
}
