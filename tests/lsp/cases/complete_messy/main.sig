import types { Team, Doc }

model strong = "openai/gpt-5" { temp⟦complete⟧ }
label pii

text house """Short."""

signature Triage {
  """Decide. {ho⟦complete⟧}"""
  input  mail: str @⟦complete⟧
  output team: ⟦complete⟧
  output urgency: int(1..5)
  ensure ur⟦complete⟧
  example { mail = "x", te⟦complete⟧ }
}

signature Answer { input mail: str  input docs: [Doc]  output reply: str }

module Support {
  input  mail: str
  input  docs: [Doc]
  output reply: str
  triage = Triage(mail)
  a1 = triage.⟦complete⟧
  a2 = Answer(mail, ⟦complete 4⟧)
  a3 = [d.⟦complete⟧ for d in docs]
  a4 = Answer(mail, docs) by ⟦complete⟧
  a5 = Answer(mail, docs) by vote(⟦complete⟧)
  a6 = Answer(mail, docs) on ⟦complete⟧
  a7 = match triage.team { ⟦complete⟧ }
  ⟦complete⟧
}

module Second {
  input  mail: str
  output team: Team
  found = Triage(mail)
  team = bi⟦complete 3⟧
  last = f"{found.⟦complete⟧}"
}

build b for Support {
  model = ⟦complete⟧
  passes = [⟦complete 3⟧]
  ⟦complete⟧
}

⟦complete⟧
# nothing ⟦complete⟧
