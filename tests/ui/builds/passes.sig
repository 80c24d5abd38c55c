enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

signature Other { """Other.""" input mail: str output reply: str }
data mails: Triage from "rows/mails.jsonl" { mail = row.text  extra lang: str }
metric routing for Triage { score = got.team == want.team }
metric ordered for Triage { score = got.order == want.order and row.lang == "en" }
metric replies for Other { score = got.reply == want.reply }

build triage for Triage {
  passes = [tidy, bootstarp(demos = 4), bootstrap(demo = 4), instruct(calls = "many"), instruct(400), tidy(x = 1)]
  data   = mails
  metric = routing
}
