type Hit { title: str  rank: int }

module Best {
  input  hits: [Hit]
  output best: [Hit]
  best = sort(hits, key = lambda h: h.rank)
}
