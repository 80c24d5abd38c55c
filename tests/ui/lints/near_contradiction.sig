# What holds at the very edge, what depends on something else, and what is said of two fields.
signature Rate {
  input text: str
  output stars: int(1..5)
  output mood: "good" | "bad"
  output share: float(0..1)?
  output words: [str]
  ensure stars >= 5
  ensure stars != 1
  ensure mood == "good" or mood == "bad"
  ensure share == none or share > 0.5
  ensure len(words) > 0
  ensure len(words) < 2
  ensure stars > 3 if mood == "good" else stars < 3
  prefer stars == 5 "be kind"
  prefer stars > 4 "be kind"
}
