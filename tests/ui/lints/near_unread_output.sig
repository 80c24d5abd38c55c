# Read by a rule, in a test, as a whole record, through `otherwise` and `match`, by a metric, or by who takes the record.
signature Cite { input doc: str  output claim: str  output quote: str  ensure quote in doc }
signature Rate { input doc: str  output score: int  output why: str }
signature Sort { input doc: str  output kind: "a" | "b"  output why: str }
signature Free { input doc: str  output text: str  output notes: str }
signature Tone { input doc: str  output tone: str  output words: [str] }
metric right for Sort { score = 1.0 if got.kind == want.kind else 0.0 }
module Desk {
  input doc: str
  output claim: str
  output rated: Rate
  output kind: str
  output all: [Free]
  output said: str
  claim = Cite(doc).claim
  rated = Rate(doc)
  kind = Sort(doc).kind
  all = [Free(d) for d in [doc, claim]]
  t = match kind { "a" -> Tone(doc)  _ -> Tone(claim) } otherwise { tone = "flat", words = [] }
  said = t.tone + join(t.words, ", ")
}
