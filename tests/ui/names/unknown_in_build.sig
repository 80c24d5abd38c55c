signature Sort { input text: str  output kind: "a" | "b" }
model strong = "openai/gpt-4.1"
build one for Srot { model = strong }
build two for Sort { model = stong  data = mails  metric = right }
