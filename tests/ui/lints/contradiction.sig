type Row { name: str(..5)  ensure len(name) > 5 }
signature Rate {
  input text: str
  output stars: int(1..5)
  output mood: "good" | "bad"
  output share: float(0..1)
  output fine: bool
  output words: [str](1..3)
  ensure stars > 5
  ensure stars >= 3 and stars < 3
  ensure mood != "good" and mood != "bad"
  ensure share > 0.5
  ensure share < 0.5
  ensure fine
  ensure not fine
  ensure len(words) == 0
  prefer 5 < stars "the more the better"
}
