signature Due { input day: date = "2026-01-32"  output at: datetime?  ensure at == none or at > "yesterday" }

module Late {
  input  text: str
  output late: bool
  output when: date
  due  = Due(text)
  late = due.at != none and "2026-01-01T09:00:00Z" < due.at
  when = "2026-02-30"
}

module Fine {
  input  text: str
  input  day: date
  output late: bool
  output when: date
  output soon: [date]
  due  = Due("2026-01-31")
  late = due.at != none and due.at > "2026-01-01T09:00:00Z" and day != "2026-01-01"
  when = date(text)
  soon = [day, "2026-03-01"]
}
