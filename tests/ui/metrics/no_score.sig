enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

metric routing for Triage {
  scroe    = got.team == want.team
  feedback = 3
}

metric words for Triage { score = got.team }
metric big for Triage { score = 2 + (got.team == want.team) }
metric lost for Triag { score = 1 }
