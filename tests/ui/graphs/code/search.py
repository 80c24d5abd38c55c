"""Looks things up."""


def search(query, limit=5):
    return {"docs": []}


async def fetch(url: str, *, timeout: float, retries: int = 3):
    return {"text": url}


def known(order):
    return {"found": True}
