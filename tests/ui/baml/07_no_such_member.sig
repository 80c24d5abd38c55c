enum Priority { low high }
type Ticket { title: str  priority: Priority }
signature Check { input ticket: Ticket  output ok: bool }
test "one" {
  t = Check({ title = "fire", priority = lwo })
  expect t.ok
}
