signature Sort { input text: str  output kind: "a" | "b" }
metric right for Sort { score = got.kind  feedback = got.kind == want.kind }
