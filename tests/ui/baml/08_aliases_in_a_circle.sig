type A = B
type B = A
