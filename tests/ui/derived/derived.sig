enum Team { billing shipping }
signature Verify { """Verify.""" input claim: str output query: str example { claim = "a", query = "b" } }
signature A from B { }
signature B from A { output x: str }
signature C from Team { }
signature D from Verfy { input b: str output c: str }
signature E from Verify { input claim: str output query: str ensure len(quer) > 0 }
signature F from Verify { input more: str example { claim = "a", query = "b" } }
module G like Verify { input more: str query = more }
module H like Team { }
