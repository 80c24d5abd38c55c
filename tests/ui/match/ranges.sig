signature Rate { input text: str  output stars: int(1..5) }
module Route { input text: str  output word: str  word = match Rate(text).stars { 1..2 -> "bad"  4..5 -> "good" } }
