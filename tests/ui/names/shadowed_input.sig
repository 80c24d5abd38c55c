signature Shout { input text: str  output loud: str }
module Twice {
  input text: str
  output loud: str
  text = Shout(text).loud
  loud = text
}
