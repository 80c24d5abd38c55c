# two modules beside each other
import base { Ask }

module Billing { input words: str  output bill: str  bill = Ask(words).answer }
module Clinical { input words: str  output finding: str  finding = Ask(words).answer }
policy "apart" { Billing never exchanges with Clinical }
module Main {
  input note: str
  output both: str
  both = Billing(note).bill + Clinical(note).finding
}
