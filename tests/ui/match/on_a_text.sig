module Route { input text: str  output days: int  days = match text { "a" -> 1  "b" -> 2 } }
