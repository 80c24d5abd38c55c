# through a wire
import base { Ask }

signature Billing { input text: str  output bill: str }
signature Clinical { input text: str  output finding: str }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output finding: str
  a = Billing(note)
  words = f"bill: {a.bill}"
  b = Clinical(words)
  finding = b.finding
}
