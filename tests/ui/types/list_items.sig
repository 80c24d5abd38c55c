signature Join { input xs: [int]  output text: str }
module All { output text: str  text = Join([1, "two", 3.5]).text }
