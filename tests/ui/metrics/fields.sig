enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

import std.metrics { token_f1 }

metric routing for Triage {
  score = 0.5 * (got.tema == want.team) + 0.5 * token_f1(got.order, want.order).score
}

metric f1 for Triage { score = token_f1(row.mail, row.mode) }
