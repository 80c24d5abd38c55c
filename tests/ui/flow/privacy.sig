label pii "identifies a person"
zone onprem { holds = [cache, journal] }
model local = "ollama/llama3.3" { zone = onprem }
policy "privacy" { pii stays in onprem }
signature Read { """Read.""" input mail: str @pii output team: str }
