signature Shout { input text: str  output loud: str }
module Twice {
  input text: str
  input tone: str
  input times: int
  output loud: str
  loud = Shout(f"{text} {tone}").loud
}
metric short {
  input text: str
  input most: int
  output score: float(0..1)
  score = 1.0 if len(text) < 20 else 0.0
}
