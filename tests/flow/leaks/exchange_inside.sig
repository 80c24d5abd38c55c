# one inside the other
import base { Ask }

signature Clinical { input text: str  output finding: str }
module Billing { input words: str  output bill: str  bill = Clinical(words).finding }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output bill: str
  bill = Billing(note).bill
}
