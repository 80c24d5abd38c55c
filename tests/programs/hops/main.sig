"""Search in hops, for any task: the notes so far stand beside the task's own inputs."""

tool search {
  input  query: str
  input  k: int = 5
  output passages: [str]
  from python "wiki:search"
}

signature Query {
  """Write the next query for the claim."""
  input  claim: str
  input  notes: [str]
  output query: str
}

signature Answer {
  """Write the next query for the question."""
  input  claim: str  "a question"
  input  notes: [str]
  output query: str
}

signature Summary {
  """Note what the passages say about the claim."""
  input  claim: str
  input  passages: [str]
  input  earlier: str
  output note: str
}

module Hops[S: signature] {
  input  claim: str
  output notes: [str]
  output passages: [str]
  run      = repeat 3 from (notes = [], passages = []) {
    query    = S(claim, notes).query
    found    = search(query).passages
    fresh    = [p for p in found if p not in passages]
    notes    = notes + [Summary(claim, fresh, join(notes, " ")).note]
    passages = passages + fresh
  }
  notes    = run.notes
  passages = run.passages
}

module Both {
  input  claim: str
  output notes: [str]
  output passages: [str]
  a        = Hops[Query](claim)
  b        = Hops[Answer](claim)
  notes    = a.notes + b.notes
  passages = unique(a.passages + b.passages)
}
