signature Sort { input text: str  output team: str }
module Route { input text: str  output team: str  team = (Sort(text) by chain_of_thought).team }
