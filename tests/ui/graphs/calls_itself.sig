module Again {
  input  text: str
  output text2: str
  text2 = Again(text).text2
}
