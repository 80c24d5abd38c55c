signature Sort { input text: str  output kind: "bug" | "idea" }
module Route { input text: str  output kind: "bug" | "idea" | "other"  kind = "othr" if Sort(text).kind == "bgu" else "idea" }
