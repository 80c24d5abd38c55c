signature Sort {
  input text: str
  output topic: "bug" | "idea"
}
data rows: Sort from "rows.jsonl" { split train 0.5, dev 0.25, test 0.25 }
metric same for Sort { score = got.topic == want.topic }
build demo for Sort { data = rows  metric = same }
