"""Orders of the test's desk."""


def lookup(order: str) -> str:
    return "on_its_way" if order.startswith("AB") else "delivered"
