import types { Team, Doc }

label pii
text house """Short."""
model strong = "openai/gpt-5"
model other = "openai/gpt-5" { temp⟦complete 3⟧ }

signature Triage {
  """Decide."""
  input  mail: str
  output team: Team
  output urgency: int(1..5)
}

signature Answer { input mail: str  input docs: [Doc]  output reply: str }

signature S1 { """{ho⟦complete⟧}""" input a: str  output b: str }
signature S2 { input a: str @⟦complete⟧  output b: str }
signature S3 { input a: str  output b: ⟦complete⟧ }
signature S4 { input a: str  output b: str  ensure ⟦complete 4⟧ }
signature S5 { input a: str  output b: Team  example { a = "x", ⟦complete⟧ } }
signature S6 {
  input a: str
  output b: Team
  ⟦complete⟧
}
signature S7 { input a: str  input labels: [str]  output b: str(in ⟦complete⟧) }

module M1 { input t: str  output o: int  triage = Triage(t)  o = triage.⟦complete⟧ }
module M2 { input t: str  input docs: [Doc]  output o: str  o = Answer(t, ⟦complete 5⟧).reply }
module M3 { input docs: [Doc]  output o: [str]  o = [d.⟦complete⟧ for d in docs] }
module M4 { input docs: [Doc]  output o: [str]  o = [one.title for one in docs if on⟦complete 2⟧] }
module M5 { input t: str  output o: str  o = Answer(t, []) by ⟦complete 4⟧ }
module M6 { input t: str  output o: Answer  o = Answer(t, []) by vote(⟦complete⟧) }
module M7 { input t: str  output o: Answer  o = Answer(t, []) on ⟦complete⟧ }
module M8 {
  input t: str
  output o: str
  triage = Triage(t)
  o = match triage.team { billing -> "b"  ⟦complete⟧ }
}
module M9 {
  input t: str
  output o: str
  output p: Team
  triage = Triage(t)
  ⟦complete⟧
  o = "x"
}
module M10 { input t: str  output o: Team  found = Triage(t)  o = bi⟦complete 4⟧ }
module M11 { input t: str  output o: str  found = Triage(t)  o = f"{found.⟦complete⟧}" }
module M12 { input t: str  output o: str  o = ⟦complete 6⟧ }
module M13 { input t: str  output o: Team  o = Team.⟦complete⟧ }

policy "p" { ⟦complete⟧ stays in process }

metric m for Answer { score = got.⟦complete⟧ }
metric n for Answer { ⟦complete⟧ }

test "t" { a = Triage("x")  expect a.⟦complete⟧ == 1 }
test "u" {
  a = Triage("x")
  ⟦complete⟧
}

build b1 for Answer { model = ⟦complete⟧ }
build b2 for Answer { passes = [⟦complete 2⟧] }
build b3 for Answer { ⟦complete⟧ }
build b4 for Answer { budget = { ⟦complete⟧ } }
build b5 for ⟦complete⟧

⟦complete 3⟧
# nothing ⟦complete⟧
