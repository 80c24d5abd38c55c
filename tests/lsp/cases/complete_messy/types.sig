enum Team { billing "invoices"  shipping }
type Doc { title: str  text: str }
