signature Rate { input text: str  output stars: int(1..5)  output kind: "a" | "b" }
module Ask {
  input text: str
  output fine: bool
  r = Rate(text)
  fine = r.stars == "5" or r.kind > 3 or r == 1
}
