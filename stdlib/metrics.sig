"""Ways to compare an answer with the one that was wanted. Each gives `score`, from 0 to 1."""

metric exact {
  """1 when the two texts are the same, character for character."""
  input  got: str
  input  want: str
  output score: float

  score = 1.0 if got == want else 0.0
}

metric exact_words {
  """1 when the two texts have the same words in the same order; case, punctuation, spacing and articles do
  not count."""
  input  got: str
  input  want: str
  output score: float

  score = 1.0 if words(got).words == words(want).words else 0.0
}

metric any_exact {
  """1 when the text has the same words as one of several that are right."""
  input  got: str
  input  wants: [str]
  output score: float

  score = 1.0 if any([words(got).words == words(want).words for want in wants]) else 0.0
}

metric includes {
  """1 when the wanted text stands somewhere in the answer; case and spacing do not count."""
  input  got: str
  input  want: str
  output score: float

  score = 1.0 if join(split(lower(want)), " ") in join(split(lower(got)), " ") else 0.0
}

metric token_f1 {
  """The harmonic mean of precision and recall over words, repeated words counted as often as both texts have them.
  Two texts without words agree. Source: the answer score of SQuAD, arXiv 1606.05250."""
  input  got: str
  input  want: str
  output score: float
  output precision: float
  output recall: float

  have      = words(got).words
  need      = words(want).words
  shared    = sum([min(count(have, word), count(need, word)) for word in unique(have)])
  precision = shared / len(have) if len(have) > 0 else (1.0 if len(need) == 0 else 0.0)
  recall    = shared / len(need) if len(need) > 0 else (1.0 if len(have) == 0 else 0.0)
  score     = 2.0 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
}

metric overlap {
  """Shared members over all members of two lists (Jaccard); two empty lists agree."""
  input  got: [str]
  input  want: [str]
  output score: float

  both  = unique(got + want)
  hits  = [item for item in both if item in got and item in want]
  score = len(hits) / len(both) if len(both) > 0 else 1.0
}

metric set_f1 {
  """The harmonic mean of precision and recall over the members of two lists; two empty lists agree."""
  input  got: [str]
  input  want: [str]
  output score: float

  have  = unique(got)
  need  = unique(want)
  hits  = count([item for item in have if item in need])
  score = 2.0 * hits / (len(have) + len(need)) if len(have) + len(need) > 0 else 1.0
}

metric near {
  """1 at the wanted number, falling evenly to 0 at `within` away from it."""
  input  got: float
  input  want: float
  input  within: float(0..) = 1.0
  output score: float

  score = max(0.0, 1.0 - abs(got - want) / within) if within > 0 else (1.0 if got == want else 0.0)
}

metric similar {
  """How alike two texts are, by the letters that they share three at a time."""
  input  got: str
  input  want: str
  output score: float

  score = similarity(got, want)
}

metric words {
  """A text's words in lower case, without the marks at their ends and without `a`, `an` and `the`."""
  input  of: str
  output words: [str]

  plain = replace(replace(replace(replace(lower(of), ".", " "), ",", " "), ";", " "), ":", " ")
  bare  = replace(replace(replace(replace(plain, "!", " "), "?", " "), "\"", " "), "'", "")
  words = [word for word in split(bare) if not (word in ["a", "an", "the"])]
}
