enum Team { billing shipping }
signature Sort { input text: str  output team: Team }
module Route { input text: str  output days: int  days = match Sort(text).team { billing -> 1  x -> 2 } }
