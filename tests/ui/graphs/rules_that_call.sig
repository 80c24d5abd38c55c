tool known "is it in the register?" { input order: str  output found: bool  from python "code.search:known"  pure }
signature Triage {
  input  mail: str
  output order: str
  ensure known(order).found
}
module Desk {
  input  mail: str
  output order: str
  order = Triage(mail).order
  ensure len(order) > 0
}
module Count { input xs: [int]  output n: int  n = len(..xs) }
