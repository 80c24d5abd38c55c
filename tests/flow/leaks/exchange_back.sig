# the other way, and by a guard
import base { Ask }

signature Billing { input text: str  output bill: str }
signature Clinical { input text: str  output ill: bool }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output bill: str
  b = Clinical(note)
  bill = Billing(note).bill if b.ill else ""
}
