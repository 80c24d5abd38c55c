# Read in a fold, in a comprehension, in an f-string, in a match, by a spread and by a nested module.
signature Shout { input text: str  output loud: str }
module Wrap[S: signature] { input ..S  output ..S  found = S(..S)  ..found }
module All {
  input texts: [str]
  input a: str
  input b: int
  input mode: "x" | "y"
  output loud: [str]
  output notes: str
  output one: str
  loud = [Shout(t).loud for t in texts if len(t) > b]
  memo = repeat for t in texts from (notes = a) { notes = notes + t }
  notes = memo.notes
  one = match mode { "x" -> Wrap[Shout](a).loud  "y" -> "none" }
}
