type Ticket {
  title str
  priority: int
}
signature Triage { input text: str  output ticket: Ticket }
