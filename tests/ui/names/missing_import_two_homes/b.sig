type Bill { number: str }
