"""Three gates: one that holds, one that does not, one that these rows cannot decide."""

enum Topic { bug idea }
signature Sort { """Sort the message.""" input message: str  output topic: Topic }
signature Same { """Is it the same topic?""" input one: str  input two: str  output same: bool }

data mails: Sort from { test = "mails.jsonl" }
metric right for Sort { score = got.topic == want.topic }
metric judged for Sort { score = 1 if Same(f"{got.topic}", f"{want.topic}").same else 0 }

gate sorted   for Sort { data = mails.test  metric = right  at_least = 0.6 }
gate perfect  for Sort { data = mails.test  metric = right  at_least = 0.99 }
gate close    for Sort { data = mails.test  metric = right  at_least = 0.85 }
gate agreeing for Sort { data = mails.test  metric = judged  at_least = 0.5 }

test "a crash" {
  s = Sort("a bug: it crashes")
  expect s.topic == bug
}
