enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

signature Other { """Other.""" input mail: str output reply: str }
data mails: Triage from "rows/mails.jsonl" { mail = row.text  extra lang: str }
metric routing for Triage { score = got.team == want.team }
metric ordered for Triage { score = got.order == want.order and row.lang == "en" }
metric replies for Other { score = got.reply == want.reply }

model strong = "openai/gpt-5"

build triage for Triage {
  modle  = strong
  data   = mails
  metric = routing
  seed   = 1.5
  budget = { usd = 2, cals = 200, tokens = 1.5 }
  emit   = [pyhton, bundle]
  share  = [mails]
}
