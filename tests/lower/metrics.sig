"""A metric that is called is put in place of its call."""

import std.metrics { near }

signature Guess { """Guess.""" input text: str  output number: int  output words: [str] }

metric half { input a: float  output score: float  output more: float  score = more / 2.0  more = a + 1.0 }

module Score {
  input  text: str
  output score: float
  output close: float

  g     = Guess(text)
  score = half(g.number).score
  close = near(g.number, 3, within = 2.0).score
}
