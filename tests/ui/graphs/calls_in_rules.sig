signature Check { input text: str  output fine: bool }
signature Sort { input text: str  output team: str  ensure Check(text).fine }
