label pii "identifies a person"
enum Team "who owns the problem" { billing "invoices, refunds"  support "the product misbehaves" }
type Ticket { title: str "as the customer wrote it"  number: str "order number"  size: int "in bytes" }
signature Triage { input mail: str "verbatim"  output team: Team "the team that owns it" }
