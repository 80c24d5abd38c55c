"""Everyday work on texts."""

signature Summarize {
  """Say what matters in the text, and nothing that is not in it."""
  input  text: str
  input  words: int(1..1000) = 60  "about this many words"
  output summary: str
}

signature Rewrite {
  """Say the same in another way, as the request asks. Keep every fact, name and number."""
  input  text: str
  input  request: str  "what should be different, such as shorter, plainer, more formal"
  output rewritten: str
}

signature Translate {
  """Translate the text. Keep names, numbers and line breaks as they are."""
  input  text: str
  input  into: str  "the language to translate into"
  output translation: str
}

signature Language {
  """Name the language that the text is written in."""
  input  text: str
  output language: str  "its English name"
}

signature Title {
  """Give the text a title that says what it is about."""
  input  text: str
  output title: str(1..100)
}

signature Keywords {
  """List the words under which somebody would look for this text, the most telling first."""
  input  text: str
  output keywords: [str](1..10)
}

signature Split {
  """Cut the text into its points: each says one thing and can be read alone."""
  input  text: str
  output points: [str]
}

signature Merge {
  """Make one text of several that speak of the same matter. Say each thing once; keep what differs."""
  input  texts: [str]
  output merged: str
}
