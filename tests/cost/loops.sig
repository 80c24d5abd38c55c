"""Turns wait for each other."""

signature Improve { input draft: str(..200)  output draft2: str(..200)  output good: bool }
signature Note { input memo: str(..200)  input doc: str(..100)  output note: str(..50) }
signature Ask { input notes: [str(..50)]  output answer: str(..100) }

module Until {
  input  text: str(..200)
  output draft: str

  done  = repeat 4 from (draft = text, good = false) until good {
    better = Improve(draft)
    draft  = better.draft2
    good   = better.good
  }
  draft = done.draft
}

module Fold {
  input  docs: [str(..100)]
  output notes: [str]
  output answer: str

  read   = repeat for doc in docs from (notes = []) { notes = notes + [Note("", doc).note] }
  notes  = read.notes
  answer = Ask(read.notes).answer
}

module Growing {
  input  text: str(..100)
  output notes: [str]

  read  = repeat 3 from (notes = [text]) { notes = notes + [Note("", n[0:100]).note for n in notes] }
  notes = read.notes
}
