model strong = "openai/gpt-5" "the good one"
