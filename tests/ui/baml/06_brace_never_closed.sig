enum Priority { low high }
type Ticket {
  title: str
  priority: Priority

signature Triage {
  """Decide."""
  input text: str
  output ticket: Ticket
}

test "one" {
  t = Triage("x")
  expect t.ticket.title == "x"
}
