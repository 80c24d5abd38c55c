module Loud {
  input  text: str
  output loud: str
  start =
  loud = upper(text)
}
