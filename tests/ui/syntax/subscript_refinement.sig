type Vote { stars: int[1..5] }
type Mail { order: Optional[str] }
type Tags { tags: dict[str, str] }
