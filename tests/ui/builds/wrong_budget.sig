signature Triage { input mail: str  output team: str }
build one for Triage { budget = { usd = -1, cals = 20, calls = 2.5 } }
build two for Triage { budget = 20 }
