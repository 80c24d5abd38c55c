signature Sort { input text: str  output team: str }
module Route { input text: str  output team: str  team = Sort.team }
