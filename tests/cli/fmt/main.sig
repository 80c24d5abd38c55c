type   Good{ a:str }   # kept
type Broken { a str }
