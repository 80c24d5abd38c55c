signature Sort { input text: str  output kind: "a" | "b" }
data mails: Sort from "rows/mails.jsonl" { split train 0.5, validation 0.25, test 0.5 }
