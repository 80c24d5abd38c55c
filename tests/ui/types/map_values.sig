signature Join { input xs: {str: int}  output text: str }
module All { output text: str  text = Join({ "a": 1, "b": "two", 3: 4 }).text }
