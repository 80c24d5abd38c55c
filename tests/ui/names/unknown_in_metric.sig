signature Sort { input text: str  output kind: "a" | "b" }
metric right for Sort { score = 1.0 if gott.kind == want.knd else 0.0 }
