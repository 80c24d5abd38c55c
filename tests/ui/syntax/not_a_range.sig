type Vote { stars: int(1-5) }
