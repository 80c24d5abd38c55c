module Loud {
  input text: str
  output loud: str
  loud = upperr(text)
}
