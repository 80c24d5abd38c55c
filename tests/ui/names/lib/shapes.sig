"""Shapes of documents."""

type Doc { title: str  text: str }
type Page { number: int  text: str }
