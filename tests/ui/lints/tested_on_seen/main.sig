signature Sort {
  input text: str
  output topic: "bug" | "idea"
  example { text = "It crashes.", topic = "bug" }
  example { text = "Please add a clock.", topic = "idea" }
}
data split_files: Sort from { train = "train.jsonl", test = "test.jsonl" }
data renamed: Sort from { train = "train.csv", test = "test.csv" } { text = row.body }
test "a crash" {
  s = Sort(text = "It crashes.") by cot
  expect s.topic == "bug"
}
