signature Ask { """Ask.""" input notes: [str] output note: str output done: bool }

module Talk {
  input  topic: str
  input  docs: [str]
  input  rounds: int
  output notes: [str]

  run = repeat 4 from (notes = [topic], done = false) until asked.dine {
    asked = Ask(nots)
    notes = notes + [asked.note]
    done  = asked.done
  }
  free  = repeat rounds from (n = 0) { n = n + 1 }
  never = repeat 0 from (n = 0) { n = n + 1 }
  many  = repeat topic from (n = 0) { n = n + 1 }
  mixed = repeat for d in docs from (x = 1) until x { x = d  turn = 3 }
  over  = repeat for n in rounds from (x = 1) { x = x + 1 }
  names = repeat 3 from (a = 1, a = 2) { b = c  c = b }
  wide  = repeat 3 from (found = []) { found = found + [topic] }
  deep  = repeat 3 from (found = []) { found = [found] }
  notes = wide.found + [run.notes] + run.done
}
