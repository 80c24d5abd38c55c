label pii⟦rename personal⟧
zone here⟦rename there⟧ { holds = [cache] }

text style⟦rename manner⟧ """Short."""

type Doc {
  title⟦rename heading⟧: str @pii
  text: str
  ensure len(title) > 0
}

signature Verify {
  """Check. {style}"""
  input  claim⟦rename statement⟧: str
  output query: str
  ensure query != claim
}

signature Further from Verify {
  input notes: [str] = []
}

tool send⟦rename post⟧ {
  input text⟦rename words⟧: str
  output ok: bool
  from python "mailer:send"
  acts
}
