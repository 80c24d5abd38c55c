type Action { name: str  does: str }
type Table { columns: [str] }
signature Next {
  """Choose the team that the mail is about."""
  input  mail: str
  input  labels: [str]
  input  actions: [Action]
  input  table: Table
  output label: str(in labels)
  output item: [str(in actions.name)](..3)
  output column: str(..20, in table.columns)?
  ensure label != mail
  example { mail = "x", labels = ["a"], actions = [], table = { columns = ["c"] }, label = "a", item = [], column = none }
}
