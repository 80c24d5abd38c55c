type Line { text: str }
type Bill { number: str }
