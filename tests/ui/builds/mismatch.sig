enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

signature Other { """Other.""" input mail: str output reply: str }
data mails: Triage from "rows/mails.jsonl" { mail = row.text  extra lang: str }
metric routing for Triage { score = got.team == want.team }
metric ordered for Triage { score = got.order == want.order and row.lang == "en" }
metric replies for Other { score = got.reply == want.reply }

build other for Other { data = mails  metric = replies }
build triage for Triage { data = mails  metric = replies }
build orders for Triage { data = mails  metric = ordered }
build lost for Triag { data = mail  metric = Triage  model = strong }
build part for mails { data = mails.test }
