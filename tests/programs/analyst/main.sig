"""Questions about a table: a plan names the analysts, unknown names are repaired, the chosen work side by side."""

enum Analyst { cleaning "missing and wrong values"  statistics "tests and models"  plots "charts" }
type Step { analyst: Analyst  task: str }

tool execute "runs code on the table" {
  input  code: str
  output ok: bool
  output shown: str
  from python "sandbox:execute"
}

signature Plan {
  """Name who is needed, as an analyst knows them."""
  input  question: str
  input  analysts: [str]
  output names: [str](1..4)
}

signature Repair {
  """These are no analysts; name the ones that were meant."""
  input  names: [str]
  input  analysts: [str]
  output fixed: [str(in analysts)](1..4)
}

signature Clean { """Write code that cleans."""  input question: str  output code: str }
signature Model { """Write code for the statistics."""  input question: str  output code: str }
signature Draw { """Write code that draws."""  input question: str  output code: str }

signature Join {
  """Make one program of the parts."""
  input  question: str
  input  parts: [str]
  input  error: str
  output code: str
}

signature Report {
  """Report what was found."""
  input  question: str
  input  shown: str
  output report: str
}

module Work {
  input  question: str
  input  name: str
  output code: str
  made = match name {
    "cleaning"   -> Clean(question)
    "statistics" -> Model(question)
    _            -> Draw(question)
  }
  code = made.code
}

module Analysis {
  input  question: str
  output report: str
  output tries: int
  known  = ["cleaning", "statistics", "plots"]
  plan   = Plan(question, known).names
  wrong  = [n for n in plan if n not in known]
  names  = plan if len(wrong) == 0 else Repair(plan, known).fixed
  parts  = [Work(question, n).code for n in names]
  run    = repeat 3 from (shown = "", error = "", ok = false, n = 0) until ok {
    joined = Join(question, parts, error)
    ran    = execute(joined.code)
    shown  = ran.shown
    error  = "" if ran.ok else ran.shown
    ok     = ran.ok
    n      = turn
  }
  report = Report(question, run.shown).report if run.ok else "The code never ran."
  tries  = run.n
}
