# Of 648 outputs, 257 are read nowhere.
signature Plan { input task: str  output plan: str  output risks: [str]  output effort: int }
module Work {
  input task: str
  output text: str
  planned = Plan(task)
  text = f"{planned.plan}: {planned.effort}"
}
