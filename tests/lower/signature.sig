"""A signature alone becomes a module of one call."""

enum Team "who owns it" { billing "invoices"  other as "none_of_these" }
type Place { street: str  number: int(1..)  note: str?  floor: int = 0  ensure number < 1000 }
text tone """Be kind."""

signature Triage {
  """Decide who owns the mail. {tone} Keep {{braces}}."""
  input  mail: str                                "verbatim"
  input  tone: "formal" | "friendly" = "friendly"
  output team: Team
  output order: str(matching r"[A-Z]{2}-\d{6}")?
  output place: Place?
  output day: date?
  let known = order != none
  ensure order == none or order in mail            "quoted, never invented"
  ensure team == other or known
  prefer len(mail) < 1000
  guide if tone == "formal" """Use titles. {tone}"""
  example { mail = "Where is AB-123456?", team = billing, order = "AB-123456", day = "2025-05-01" }
  example { mail = "I live in 3 Elm St.", team = other, place = { street = "Elm", number = 3 } }
}
