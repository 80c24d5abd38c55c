module Bytes {
  output x: str
  x = b"abc"
}
