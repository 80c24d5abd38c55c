enum Team { billing shipping other }
signature Sort { input text: str  output team: Team }
module Route { input text: str  output days: int  days = match Sort(text).team { biling -> 1  shipping -> 2  other -> 3 } }
