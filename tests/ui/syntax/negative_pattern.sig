module Sign {
  input  n: int
  output sign: str
  sign = match n { -1 -> "minus"  _ -> "other" }
}
