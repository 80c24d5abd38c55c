signature Ask { """Ask on.""" input notes: [str] input round: int output note: str output done: bool }
signature Fold { """Fold it in.""" input memo: str input doc: str output longer: str }

module Talk {
  input  topic: str
  input  docs: [str]
  input  rounds: int(1..6)
  output notes: [str]
  output turns: int
  output sure: float
  output memo: str
  output pairs: [str]

  run = repeat 4 from (notes = [topic], done = false, n = 0, sure = 0) until done or len(other.note) == 0 {
    notes = notes + [asked.note, other.note]
    asked = Ask(notes, turn)
    other = Ask([], turn)
    done  = asked.done
    n     = n + 1
    sure  = sure + 0.5
  }
  notes = run.notes
  turns = run.n
  sure  = run.sure
  memo  = (repeat doc_by_doc from (memo = "") { memo = join([memo, f"{turn}"], ",") }).memo
  doc_by_doc = 1 if rounds > 3 else 2
  fold  = repeat for doc in docs from (memo = "") { memo = Fold(memo, doc).longer }
  pairs = [fold.memo, memo] + (repeat rounds from (all = []) { all = all + [Ask(all, turn).note] }).all
}
