signature Relevant { input doc: str  input mail: str  output relevant: bool }
signature Note { input page: str  input rules: [str]  input memo: str  output memo_after: str }
module Pick {
  input mail: str
  input docs: [str]
  input rules: [str]
  output useful: [str]
  output memo: str
  useful = [d for d in docs if Relevant(d, mail).relevant]
  read = repeat for d in docs from (memo = "") { memo = Note(d, rules, memo).memo_after }
  memo = read.memo
}
