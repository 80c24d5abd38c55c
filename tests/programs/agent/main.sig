"""Research until there is something to say: search, think or reply, from what has happened so far."""

type Search { query: str }
type Think { about: str }
type Say { text: str }

tool search { input query: str  output found: [str]  from python "net:search" }
model cheap = "openai/gpt-4o-mini"
model strong = "openai/gpt-5"

signature Decide {
  """Decide what to do next."""
  input  question: str
  input  so_far: [str]
  output step: Search | Think | Say
}

signature Supervise {
  """Say what is still missing."""
  input  about: str
  input  so_far: [str]
  output advice: str
}

module Agent {
  input  question: str
  output reply: str
  output steps: [str]
  run   = repeat 5 from (so_far = [], reply = "", done = false) until done {
    next   = Decide(question, so_far) on cheap
    said   = match next.step {
      Search as s -> join(search(s.query).found, "; ")
      Think as t  -> Supervise(t.about, so_far).advice on strong
      Say as r    -> r.text
    }
    so_far = so_far + [said]
    done   = next.step is Say
    reply  = said if next.step is Say else reply
  }
  reply = run.reply if run.done else "I have run out of steps."
  steps = run.so_far
}
