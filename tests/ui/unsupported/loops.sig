signature Ask { """Ask.""" input notes: [str] output note: str output done: bool }

module Talk {
  input  topic: str
  output notes: [str]

  run = repeat 4 from (notes = [topic], done = false) until done {
    asked = Ask(nots)
    notes = notes + [asked.note]
    done  = asked.done
  }
  notes = run.notes
}
