"""A module's rows are its share of a run of the whole."""

signature Query { input claim: str(..200)  output query: str(..60) }
signature Judge { input claim: str(..200)  input found: [str(..100)](..5)  output holds: bool }

tool tags "what is known" { input text: str  output found: [str(..100)](..5)  from python "desk:tags" }

module Hop {
  input  claim: str(..200)
  output holds: bool

  query = Query(claim).query
  found = tags(query).found
  holds = Judge(claim, found).holds
}

module Verify {
  input  claims: [str(..200)](1..4)
  output holds: bool

  checked = [Hop(c).holds for c in claims]
  again   = Hop(claims[0])
  holds   = all(checked) and again.holds
}

# budget Verify: calls=20,tokens=50000
