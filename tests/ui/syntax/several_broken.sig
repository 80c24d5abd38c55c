"""Each broken declaration is reported once; the others are kept, and uses of the broken ones are not called unknown."""

enum Team "who owns the problem" {
  billing "invoices"
  shipping as none_of_these
}

signature Triage {
  input  mail str
  output team: Team
}

type Doc { title: str  text: }

module Desk {
  input  mail: str
  output team: str
  triage = Triage(mail
  team   = triage.team
}

signature Answer {
  input  mail: str
  output reply: str
}

module Whole {
  input  mail: str
  output reply: str
  reply = Answer(mail).reply
  doc   = Desk(mail).doc
}
