model small = "openai/small"
signature Count {
  """How many of the messages complain?"""
  input messages: str "one a line"
  output complaints: int(0..)
  ensure complaints <= len(messages)
}
module Main {
  input messages: str
  output complaints: int
  complaints = Count(messages).complaints by rlm(steps = 3, calls = 5, sub = small)
}
