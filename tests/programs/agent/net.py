def search(query):
    return [f"page on {query}"]
