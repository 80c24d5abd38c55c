signature Triage { input text: str }
