enum Team { billing @alias("bills") }
type Row { n: int @assert(n > 3)  m: int }
