"""Labels from a very large set: guess, look the guesses up, put the best in order, fill up from what was found."""

tool nearest "labels of the set that are closest to a text" {
  input  text: str
  input  k: int(1..100) = 20
  output labels: [str]
  from python "index:nearest"
}

signature Guess { """Guess labels for the text."""  input text: str  output labels: [str](..10) }

signature Rank {
  """Put the labels that apply first."""
  input  text: str
  input  options: [str]
  output ranked: [str(in options)]
}

module Labels {
  input  text: str
  output labels: [str]
  guesses = Guess(text).labels
  found   = unique(flatten([nearest(g).labels for g in guesses]))
  ranked  = Rank(text, found[:50]).ranked
  labels  = unique(ranked + found)[:10]
}
