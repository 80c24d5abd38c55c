"""What the desk's files share."""

label pii "identifies a person"

enum Team⟦refer⟧ "who owns the problem" {
  billing⟦rename money⟧ "invoices"
  shipping "parcels"
  other as "none_of_these"
}

type Doc { title⟦refer⟧: str  text: str(..2000) "the whole text" }
