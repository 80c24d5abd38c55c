"""Tags for a mailbox: a cheap look first, a second one with similar mails where the first was unsure."""

enum Tag { work private newsletter invoice }
type Known { mail: str  tag: Tag }

tool similar "labelled mails that resemble this one" {
  input  mail: str
  input  k: int(1..10) = 3
  output known: [Known]
  from python "mails:similar"
}

signature Glance {
  """Tag the mail."""
  input  mail: str
  output tag: Tag
  output confidence: float(0..1)
}

signature Consider {
  """Tag the mail with care. The hint may be wrong."""
  input  mail: str
  input  hint: Tag
  input  known: [Known]
  output tag: Tag
  output confidence: float(0..1)
}

model cheap = "openai/gpt-4o-mini"

module Tagger {
  input  mail: str
  output tag: Tag
  output sure: float
  first  = Glance(mail) on cheap
  second = first if first.confidence >= 0.8 else Consider(mail, first.tag, similar(mail).known)
  tag    = second.tag
  sure   = second.confidence
}

module Three {
  input  mail: str
  output tag: Tag
  looks = [Glance(m) for m in [mail, lower(mail), mail[:200]]]
  best  = top(looks, 1, key = "confidence")[0]
  tag   = best.tag if best.confidence >= 0.9 else mode([l.tag for l in looks])
}

module Mailbox {
  input  mail: str
  output tag: Tag
  output by_vote: Tag
  tag     = Tagger(mail).tag
  by_vote = Three(mail).tag
}
