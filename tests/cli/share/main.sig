"""Two places that share their slots: a message and the one before it."""

enum Topic { bug "something does not work" idea "something would be nice" }

signature Sort { """Sort the message.""" input message: str  output topic: Topic }

module Pair {
  input  message: str
  input  before: str
  output topic: Topic
  output same: bool
  now   = Sort(message)
  then  = Sort(before)
  topic = now.topic
  same  = now.topic == then.topic
}

data pairs: Pair from "pairs.jsonl" { split train 0.5, dev 0.3, test 0.2 }
metric right for Pair { score = got.topic == want.topic }

build pair for Pair {
  data   = pairs
  metric = right
  share  = [Sort]
  passes = [bootstrap(demos = 2, sets = 2)]
}
