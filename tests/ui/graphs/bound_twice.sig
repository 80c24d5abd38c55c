module Route { input text: str  output team: str  team = text  team = text + "!" }
