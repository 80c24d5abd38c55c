signature Find {
  input  mail: str
  output order: str(matching "\d{6}")
}
