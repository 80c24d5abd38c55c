module Loud {
  input  text: str
  output loud: str
  loud = upper
    (text)
}
