# Two names are equally close: one is suggested, none is written by --fix.
type Modes { a: str }
type Nodes { a: str }
signature Total { input x: odes  output sum: float }
