signature Verify { """Verify.""" input claim: str output query: str }
signature Careful from Verify { """Verify with care.""" }
module Hop[S: signature] { input ..S  output ..S  found = S(..S)  ..found }
module Use { input claim: str output query: str  query = Hop[Verify](claim).query }
module Same like Use { }
