signature Triage { input mail  output team: str }
