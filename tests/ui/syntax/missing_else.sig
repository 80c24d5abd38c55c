module Maybe {
  input  text: str
  output long: str?
  long = text if len(text) > 80
}
