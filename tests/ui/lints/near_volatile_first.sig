# In order, short, a default, and two loops that want it both ways.
signature Relevant { input mail: str  input doc: str  output relevant: bool }
signature Rate { input doc: str  input k: int  input tone: str(..20)  input note: str = "none"  output score: int }
signature Near { input a: str  input b: str  output near: bool }
module Pick {
  input mail: str
  input docs: [str]
  output useful: [str]
  output scores: [int]
  output left: [bool]
  output right: [bool]
  useful = [d for d in docs if Relevant(mail, d).relevant]
  scores = [Rate(d, 3, mail if len(mail) <= 20 else "flat").score for d in docs]
  left = [Near(d, mail).near for d in docs]
  right = [Near(mail, d).near for d in docs]
}
