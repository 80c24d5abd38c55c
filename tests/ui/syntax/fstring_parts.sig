module Greet {
  input  name: str
  output a: str
  output b: str
  output c: str
  a = f"Hello {name"
  b = f"Hello } {{ {name}"
  c = f"Hello {name +}"
}
