def nearest(text, k):
    return [f"{text} {n}" for n in ("one", "two", "three")][:k]
