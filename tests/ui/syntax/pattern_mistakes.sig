enum Team { billing shipping other }
module A { input t: Team  output x: str  x = match t { billing or shipping -> "a"  _ -> "b" } }
module B { input t: Team  output x: str  x = match t { billing "a"  _ -> "b" } }
module C { input n: int   output x: str  x = match n { 1 -> "a"  -1 -> "b"  _ -> "c" } }
module D { input t: Team  output x: str  x = match t { billing => "a"  _ -> "b" } }
