label pii "pii"
enum Team "the team" { billing "Billing"  tech_support "tech support" }
type Ticket "A ticket" { title: str "The title"  orderNumber: str "order number" }
tool find_docs "finds docs" { input query: str  output found: [str]  from python "desk:find" }
signature Triage { input mail: str "the mail"  output team: Team "Teams" }
