# Other arguments, a model with a temperature, and a strategy that raises it.
signature Draft { input mail: str  output reply: str }
model loose = "openai/gpt-4.1-mini" { temperature = 0.8 }
module Drafts {
  input mail: str
  input rounds: [int]
  output a: [str]
  output b: [str]
  output c: [str]
  a = [Draft(f"{mail} ({n})").reply for n in rounds]
  b = [(Draft(mail) on loose).reply for n in rounds]
  c = [(Draft(mail) by vote(n = 3)).reply for n in rounds]
}
