type Mail { order: str | none }
