signature Quote {
  input text: str
  output quote: str
  let size = len(text)
  let most = size / 2
  ensure len(quote) <= most
  guide if size > 400 """Quote one sentence."""
}
