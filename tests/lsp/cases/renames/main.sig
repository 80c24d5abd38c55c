import base { Doc, Verify, Further, send as mail, style }

model local⟦rename near⟧ = "ollama/x" { zone = here }

policy "p" { pii stays in here  pii released by Read }

signature Read { """{style}""" input doc: Doc  output say: str }

module Hop[S⟦rename T⟧: signature] {
  input  ..S
  output ..S
  found⟦rename seen⟧ = S(..S)
  ..found
}

module All {
  input  claim: str
  input  docs: [Doc]
  output says: [str]
  output ok: bool
  first⟦rename claim⟧ = Hop[Verify](claim)
  more   = Further(claim = first.query, notes = [d⟦rename docs⟧.title for d in docs])
  loop   = repeat 3 from (count⟦rename n⟧ = 0) until count > 2 { count = count + len(more.query) }
  total⟦rename len⟧ = loop.count
  says   = [(Read(d) on local).say for d in docs]
  ok     = mail⟦rename post⟧(f"{total}").ok
}

test "t" {
  stub mail { ok = len(text) > 0 }
  a⟦rename b⟧ = All("x", [{ title = "t", text = "u" }])
  b = a.ok
  expect b and a⟦rename c⟧.ok
}

test "u" {
  stub mail { ok = true }
  x = All⟦rename 9lives⟧("x", [])
  expect x.ok⟦rename if⟧
}

module Last { input claim: str  output q: str  q = Verify⟦rename Hop⟧(claim).query }
