module Route {
  input mode: "fast" | "slow"
  output steps: int
  steps = match mode { "fast" -> 1  "slow" -> 5  _ -> 3 }
}
