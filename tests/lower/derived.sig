text careful """Never guess."""

signature Verify {
  """Write the next query for the claim. {careful}"""
  input  claim: str "as it was made"
  input  hops: int(1..4) = 2
  output query: str(..80)
  let    short = len(query) < 60
  ensure query != claim "a query is no claim"
  prefer short
  guide if hops > 2 """Go step by step."""
  example { claim = "The moon is near.", query = "distance of the moon" }
}

# The example has no `notes`, so it does not fit and stays behind.
signature Further from Verify {
  """Write a query that the notes leave open. {careful}"""
  input notes: [str]
  ensure len(notes) > 0 or hops == 1
}

signature Again from Verify { input tone: str? }

module Hop[S: signature] {
  """One hop."""
  input  ..S
  input  times: int(1..3) = 1
  output ..S
  output seen: str
  found = S(..S)
  ..found
  seen  = f"{found.query} ({times})"
}

module Steps like Verify {
  first  = Hop[Verify](claim, hops)
  second = Hop[Again](claim, times = 2)
  third  = Hop[Further](claim = first.query, notes = [first.seen, second.seen])
  ..third
}
