enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }

module Route {
  input  mail: str
  output urgent: bool
  output lost: bool
  output known: bool

  t      = Triage(mail)
  urgent = t.team == shiping
  lost   = t.team == Team.lost
  known  = t.team == none_of_these
}
