module Greet {
  input  price: float
  output text: str
  text = f"it costs {price:.2f}"
}
