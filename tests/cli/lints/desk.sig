signature Triage {
  input mail: string "the mail"
  output team: str "one of: billing, shipping, other"
  output urgent: bool
  ensure team != None && urgent = true
}

# allow SIG1001: the desk hands the customer on
module Desk {
  input mail: str
  input customer: str
  output team: str
  team = Triage(mail).teem
}
