module Same {
  input  text: str?
  output text_or_not: str?
  text_or_not = text if text != None else None
}
