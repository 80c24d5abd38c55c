signature Rate { input text: str  output stars: int(1..5) }
module Stars { input text: str  output stars: int(1..3)  output label: str  stars = Rate(text).stars  label = stars }
