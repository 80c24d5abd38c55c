type Action { name: str  size: int }
type Row { label: str(in labels) }
signature Next {
  """Choose."""
  input  mail: str
  input  labels: [str]
  input  actions: [Action]
  input  pick: str(in labels)
  output label: str(in lables)
  output size: str(in actions.size)
  output kind: [str(in actions.kind)]
  output count: int(in labels)
  output self: str(in label)
  output word: str(in mail)
  output table: {str: str(in labels)}
  output fine: str(..20, in labels)?
}
