label pi
label pii
enum Team { bill billing as "Billing department"  tech  technical  other as "none" rest as "none of these" }
type Mood = "good" | "goods" | "bad"
signature Sort { input text: str  output tags: ["a" | "ab" | "abc"]  output team: Team  output mood: Mood }
