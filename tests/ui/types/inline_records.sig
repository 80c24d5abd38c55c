signature Find {
  input  text: str
  output rows: [{ name: str }]
  output index: {strr: int}
}

signature Pair { input text: str  output pair: { name: str, age: int } }
