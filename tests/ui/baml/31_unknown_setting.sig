model main = "openai/gpt-5" { retires = 3 }
