type Ticket { title: str }
signature Triage {
  input prior: Ticket
  output same: bool
  guide if prior.titel == "" """There was none before."""
}
