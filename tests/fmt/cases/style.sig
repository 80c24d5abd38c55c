enum   Bare{a b,c}
enum Told{ a "first"   b as"B" }
enum   Open {
 longest  as "x"
 short "words",
}
type Empty{ }
zone z{holds=[cache,journal]log=true}
model m="a/b"{
temperature=0.5,max_tokens=100 }
type T{a:str b:{ str : [ int ( 1 .. 5 ) ] }  c:"x"|-1|( A|B ) ? = none"described" }
signature S from base . S{input mail:str @pii @other="x" let n=- 1  ensure n>0"positive"prefer true}
signature Apart {
  input a: str


  input b: str     "second"
  output long_name_of_it: [str](1..4)  "third"

  let n = len(a)
  ensure n > 0                    "fourth"
  ensure (a == b or b == a) and not (len(a) > 100) and not (len(b) > 1000)   "too wide to line up"
  guide if a == b """Say so."""
}
module Hop [ S : signature,T:signature ]like Base{input ..S output ..T found=S( ..S ) ..found}
module Kept {
  output a: [int]
  a = [
    1, 2, 3 ]
  b = {
    x = 1, longer = 2 }
  c = f(
    1)
  d = match a {
    1 -> "a"

    2 | 3 -> "b" }
  e = xs [ 1 : ] [ - 1 ] . y + f ( x ) [ : 2 ]
  g = a[ b , c ](d)
}
data d:S@pii from{train="a.jsonl",dev="b.jsonl"}
data e : S from "x.csv" { split train 1 , dev 2  extra mode : str ? }
test"t"{stub send{ok=true}expect a==b}
policy{pii stays in a,b pii released by C A never exchanges with B}
