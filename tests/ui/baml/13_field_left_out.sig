type Ticket { title: str  priority: int }
signature Check { input ticket: Ticket  output ok: bool }
test "one" {
  t = Check(ticket = { priority = 3 })
  expect t.ok
}
