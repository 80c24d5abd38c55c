# Of the examples, those whose inputs fall into test by their hash are told, and only where the file has such a row.
signature Sort {
  input text: str
  output topic: "bug" | "idea"
  example { text = "row 0", topic = "bug" }
  example { text = "row 1", topic = "bug" }
  example { text = "row 2", topic = "bug" }
  example { text = "row 3", topic = "bug" }
  example { text = "row 4", topic = "bug" }
  example { text = "no row", topic = "idea" }
}
data mails: Sort from "mails.jsonl" { split train 0.5, test 0.5 }
