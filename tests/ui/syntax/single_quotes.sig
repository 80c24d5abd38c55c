module Greet {
  input  name: str
  output text: str
  text = 'Hello ' + name
}
