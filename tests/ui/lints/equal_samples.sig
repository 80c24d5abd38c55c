signature Draft { input mail: str  output reply: str }
model cold = "openai/gpt-4.1-mini" { temperature = 0 }
module Drafts {
  input mail: str
  input rounds: [int]
  output a: [str]
  output b: [str]
  a = [Draft(mail).reply for n in rounds]
  b = [(Draft(mail) on cold).reply for n in rounds if n > 1]
}
