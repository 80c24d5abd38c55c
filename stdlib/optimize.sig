"""What sigc's own optimizers ask a model. These signatures are compiled like any other, so the prompts of the
optimizers are programs too; a project may bring its own under the same names."""

type Case "one input with the answer that was expected" {
  text: str       "the input as it was given"
  expected: str   "the answer that was expected"
  got: str?       "the answer that was given instead"
  feedback: str?  "what a metric said of that answer"
}

signature Advise {
  """Work out from the cases what tells the expected answers apart, and write it down for a reader who will see other inputs of the same kind. Write what the text of an input shows, never what only these cases show."""
  input  task: str     "what the reader is asked to do"
  input  field: str    "the part of the answer that the advice is for"
  input  cases: [Case]
  output lines: [str]  "one line of advice per expected answer, written as `answer: …`"
}

signature Rewrite {
  """Improve an instruction so that a reader who follows it gives the expected answers, also for other inputs of the same kind. Keep what the instruction says of the task, and add rules that the failed cases call for."""
  input  task: str         "the instruction as it stands"
  input  cases: [Case]     "cases that went wrong under it"
  output instruction: str  "the improved instruction: the task, then rules and advice, one a line"
}
