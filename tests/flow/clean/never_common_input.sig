# a common input is no exchange
import base { Ask }

signature Billing { input text: str  output bill: str }
signature Clinical { input text: str  output finding: str }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output bill: str
  output finding: str
  a = Billing(note)
  b = Clinical(note)
  bill = a.bill
  finding = b.finding
}
# uses Ask
