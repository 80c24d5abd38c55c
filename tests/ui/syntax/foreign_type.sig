type Mail { tags: list[str] }
