signature Answer { input mail: str  input tone: "formal" | "friendly" = "freindly"  input k: int(1..5) = 9  output reply: str }
