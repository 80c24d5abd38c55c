signature Look {
  """Say what is in the photo."""
  input  photo: image
  input  talk: chat
  input  question: str
  output answer: str
}
