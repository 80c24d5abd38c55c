signature Look {
  """Look."""
  input  photo: image
  input  labels: [str]
  input  talk: chat
  output label: str(in labels)
  output row: json(matching schema)
}
