"""A build, its data, metric and gate for one use of a generic module."""

enum Topic { bug "something does not work" idea "something would be nice" }

signature Sort { """Sort the message.""" input message: str  output topic: Topic }

module Twice[S: signature] {
  input  ..S
  output ..S
  found = S(..S)
  ..found
}

data mails: Twice[Sort] from "mails.jsonl" { split train 0.5, dev 0.25, test 0.25 }
metric right for Twice[Sort] { score = got.topic == want.topic }
gate good for Twice[Sort] { data = mails.test  metric = right  at_least = 0.1 }
build twice for Twice[Sort] { data = mails  metric = right  passes = [adapter] }

test "a bug" {
  t = Twice[Sort]("a bug")
  expect t.topic == bug
}
