signature Sort { input text: str  output team: str  output days: int }
module Route { input text: str  output team: str  output days: int  teem = Sort(text).team  days = 3 }
