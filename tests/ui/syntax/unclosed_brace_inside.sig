module Name {
  input  n: int(1..2)
  output name: str
  name = match n {
    1 -> "one"
    2 -> "two"
}

signature Next { input text: str  output more: str }
