# Other rows, rows that only dev has, and tests that ask for something else or compute what they ask.
signature Sort {
  input text: str
  output topic: "bug" | "idea"
  example { text = "It crashes.", topic = "bug" }
}
data split_files: Sort from { train = "train.jsonl", dev = "dev.jsonl", test = "test.jsonl" }
test "a crash" {
  s = Sort("It crashes again.")
  expect s.topic == "bug"
}
test "computed" {
  s = Sort(lower("It crashes."))
  expect s.topic == "bug"
}
