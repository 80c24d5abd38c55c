type Invoice { number: str }
signature Total { input bill: Bill  output sum: float }
