// who owns a mail
signature Triage { input mail: str  output team: str }
