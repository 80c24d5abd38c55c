enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

data a: Triage from "rows/mail.jsonl" { mail = row.text }
data b: Triage from "rows/mails.txt"
data c: Triage from { train = "rows/mails.csv", tset = "rows/mails.csv" }
data d: Triage from "rows/mails.csv" { split train 0.5, dev 20 }
data e: Triage from "rows/mails.csv" { split train 10, train 10, validation 5 }
data f: Team from "rows/mails.csv"
data g: Traige from "rows/mails.csv"
