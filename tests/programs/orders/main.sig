"""Orders for wafers from a mail: past cases, the samples in it, and for each its route from those in use."""

type Case { mail: str  routes: [str] }
type Order { sample: str  route: str  amount: int(1..) }

tool past "cases like this one" { input mail: str  output cases: [Case]  from python "cases:past" }

signature Samples {
  """List the samples that the mail orders work on."""
  input  mail: str
  input  cases: [Case]
  output samples: [str]
}

signature Extract {
  """Read one sample's order from the mail."""
  input  mail: str
  input  sample: str
  input  routes: [str](1..)
  output route: str(in routes)
  output amount: int(1..)
  ensure contains(mail, sample)  "only samples of the mail"
}

module Orders {
  input  mail: str
  output orders: [Order]
  cases   = past(mail).cases
  routes  = unique(flatten([c.routes for c in cases]))
  samples = Samples(mail, cases).samples
  read    = [
    Extract(mail, s, routes) otherwise Extract(mail, s, routes) otherwise { route = "", amount = 1 }
    for s in samples
  ]
  orders  = [
    { sample = s, route = r.route, amount = r.amount }
    for s, r in zip(samples, read)
    if r.route != ""
  ]
}
