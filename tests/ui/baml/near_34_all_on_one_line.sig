model main = "openai/gpt-4.1" { temperature = 0.2 retries = 2 } signature Triage { input text: str output urgent: bool }
