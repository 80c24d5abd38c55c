enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

data mails: Triage from "rows/mails.jsonl" {
  mail = row.txet
  tema = row.team
  urgency = row.urgency
  extra language: str
  split train 0.5, dev 0.6
}
