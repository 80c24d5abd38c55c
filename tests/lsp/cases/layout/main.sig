# a comment⟦format⟧
type A{a:str}
label pii⟦outline⟧
signature Ask{input q:str @pii
 output a:str}⟦colours⟧
module M { input q: str @pii  input docs: [str]
  output a: str
  output all: [str]
  asked = Ask(q)
  all = [Ask(d).a for d in docs]
  a = f"{asked.a}!" }
⟦hints⟧
