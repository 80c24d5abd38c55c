enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

metric judged for Triage { score = Triage(row.mail).urgency / 5 }
metric outside for Triage { from python "judge:score" }
