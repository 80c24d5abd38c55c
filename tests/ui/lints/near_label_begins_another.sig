label pii
label phi
enum Team { bill as "one_bill" billing technical other as "none_of_these" }
signature Sort { input text: str  output tag: "a" | "b" | "c"  output size: 1 | 10 | 100  output team: Team }
