signature Verify { """Verify.""" input claim: str output query: str }
signature Count { """Count.""" input claim: str output number: int }
module Hop[S: signature] {
  input  ..S
  output ..S
  output text: str
  found = S(..S)
  ..found
  text  = found.query
}
module Twice[S: signature, T: signature] { input ..S output ..T first = S(..S) second = T(..T) ..second ..first }
module Odd { input ..S output text: str text = "" }
module Use {
  input claim: str
  output a: str
  output b: str
  a = Hop[Verify](claim).text
  b = Hop[Count](claim).text
  c = Hop(claim)
  d = Hop[Verify, Count](claim)
  e = Hop[Use](claim)
  f = Hop[Verfy](claim)
  g = Count[Verify](claim)
  h = Verify(..claim)
  i = Twice[Verify, Count](claim)
  j = Hop[Verify]
}
