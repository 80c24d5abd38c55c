signature Rate { input text: str  output stars: int(5..1)  output share: float(1..0)  output word: str(..-1) }
