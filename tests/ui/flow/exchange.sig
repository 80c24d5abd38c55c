signature Bill { input mail: str  output sum: str }
signature Cure { input mail: str  output cure: str }
policy "walls" { Bill never exchanges with Cure }
module Desk { input mail: str  output cure: str  b = Bill(mail)  cure = Cure(b.sum).cure }
