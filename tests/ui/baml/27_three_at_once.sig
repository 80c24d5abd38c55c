enum Priority { low high low }
type Ticket { title: strr }
signature Triage { input text: str  output ticket: Tiket }
module Desk {
  input text: str
  output ok: bool
  ok = Triage(text).ticket + 1
}
