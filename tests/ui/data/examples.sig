enum Team { billing shipping other }
type Place { street: str  number: int }

signature Triage {
  """Decide who owns the mail."""
  input  mail: str
  output team: Team
  output urgency: int(1..5)
  output order: str?
  output day: date?
  output place: Place?
  ensure order == none or order in mail "an order number is quoted, never invented"
  ensure urgency > 1 or team == other
  example { mail = "Where is AB-1?", team = shipping, urgency = 3, order = "AB-1" }
  example { mail = "Where is AB-1?", team = shipping, urgency = 3, order = "AB-2" }
  example { mail = "Where?", team = shipping, urgency = 1 }
  example { mail = "Where?", team = shiping, urgency = 9 }
  example { mail = "Where?", urgency = 2, tone = "kind" }
  example { mail = "Where?", team = other, urgency = 1, day = "tomorrow", place = { street = "Elm" } }
}
