type Flight {
  from: str
  on: str
}
