type B { b: str }
