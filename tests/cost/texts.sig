"""Texts of which no type says how long they are make tokens an estimate; examples count."""

signature Long { input mail: str  input note: str(..100)?  output code: str(matching r"[A-Z]{2}-\d{6}") }
signature Short {
  input  mail: str(..100)
  output code: str(matching r"[A-Z]{2}-\d{6}")
  example { mail = "Where is AB-123456?", code = "AB-123456" }
  example { mail = "CD-123456 never came", code = "CD-123456" }
}

# budget Long: tokens=100
# budget Long: tokens=100 --estimate
# budget Long: tokens=2000 --estimate
# budget Short: tokens=100
# budget Short: tokens=9000
