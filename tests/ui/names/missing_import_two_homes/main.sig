# Declared in two files: which one is meant nobody knows.
signature Total { input bill: Bill  output sum: float }
