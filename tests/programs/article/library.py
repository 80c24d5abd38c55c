def search(query):
    return [] if "nothing" in query else [f"about {query}"]
