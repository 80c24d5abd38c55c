type Ticket { title: str }
type Ticket { name: str }
signature Triage { input text: str  output ticket: Ticket }
