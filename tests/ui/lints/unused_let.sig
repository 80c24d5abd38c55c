signature Quote {
  input text: str
  output quote: str
  let size = len(text)
  let most = size / 2
  ensure quote in text
}
