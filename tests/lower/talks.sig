signature Look {
  """Look."""
  input  photos: [image](1..2)
  input  sound: audio?
  input  talk: chat
  input  shape: json
  output row: json(matching shape)
  output rows: [json(matching """
    { "type": "object", "required": ["a"] }
  """)](..3)?
  ensure fits(row, shape)
  example {
    photos = ["https://example.org/a.png"], sound = none, talk = [{ role = "user", text = "Hi", name = "Ann" }],
    shape = { type = "object" }, row = { a = 1 }, rows = none
  }
}

module Main {
  input  talk: chat
  input  scan: pdf
  input  shape: json
  output row: json
  output more: chat
  output scans: [pdf]
  a = Look(photos = ["data:image/png;base64,AAAA"], sound = none, talk = talk[-4:], shape = shape)
  mine = [t.text for t in talk if t.role == "user" and t.name == none]
  row = a.row
  more = talk + [{ role = "assistant", text = join(mine, ", ") }]
  scans = [scan, "https://example.org/b.pdf"]
}
