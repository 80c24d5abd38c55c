signature Is { input text: str  output fine: bool }
module Route { input text: str  output days: int  days = match Is(text).fine { true -> 1 } }
