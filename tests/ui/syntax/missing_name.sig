signature { input mail: str  output team: str }
