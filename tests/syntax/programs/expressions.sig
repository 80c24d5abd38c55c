module Expressions {
  output a: int
  a = -1 + 2 * 3 - -x.y % 4 / (5 - 6)
  b = not p and q or not not r and (s or t)
  c = x < 1 and y <= 2 or z > 3 and u >= 4 or v == 5 and w != 6
  d = x in xs and y not in ys and z is Variant and u is not none and v is none
  e = one if p else two if q else three
  f = A(x) on m otherwise A(x) on n otherwise { text = "" }
  g = (A(x) by cot).text
  h = A(x) by best_of(n = 3, of = cot) on m
  i = xs[0] + xs[-1] + xs[1:] + xs[:2] + xs[:] + xs[a.b] + grid[0][1]
  j = { ..r, ..s.t, field = 1 other = 2, }
  k = { "key": 1, other: [2, 3,], }
  l = {}
  m = []
  n = [[x, y] for x, y in zip(xs, ys) if x > 0 if y > 0 for z in zs]
  o = { k: v for k, v in pairs if v != none }
  p = "a\tb\u0021\x41\"\\" + r"\d\n" + f"x {a.b} {{{c[0]}}}\n"
  q = 1.5e3 + 10 + 0.25 + 2E-1
  r = f()
  s = f(x, y = 1, ..S,)
  t = true == false
  u = sort(xs, key = "field.path")[0].name
  v = match x { a.b.C -> 1  d as e -> e }
  w = a if b otherwise c else d
  x = -f(x) by cot
}
