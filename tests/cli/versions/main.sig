signature Sort { input text: str  output topic: "bug" | "idea" }
build sort for Sort { emit = [bundle] }
