signature Puzzle {
  """Reach the target with the numbers, each used once."""
  input numbers: [int]
  input target: int
  output expression: str
}
metric near for Puzzle { score = 1.0 if "24" in got.expression else 0.5 if "4" in got.expression else 0.0 }
module Main {
  input numbers: [int]
  input target: int
  output expression: str
  expression = Puzzle(numbers, target).expression by tree(width = 2, depth = 3, score = near, search = mcts, budget = 6, value = model)
}
