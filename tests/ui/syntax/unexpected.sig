enum Team {
  billing
  other as nobody
}
