module Greet {
  output text: str
  text = “Hello”
}
