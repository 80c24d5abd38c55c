async def search(query, k):
    return ["always", query][:k]
