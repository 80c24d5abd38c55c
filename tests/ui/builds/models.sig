model strong = "openai/gpt-5" { temperature = 3, max_tokens = 0, api_key = "sk-1", tempreature = 0.5, base_url = "localhost" }
model empty = ""
