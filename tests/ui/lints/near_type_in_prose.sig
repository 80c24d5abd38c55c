# Numbers that are names, lists that are prices, and what is typed already.
signature Rate {
  input text: str "the text, with numbers"
  input phone: str "phone number"
  input order: str "the order number, if any"
  input price: str "list price as printed"
  input code: str "house number and street"
  output tags: [str] "list of tags"
  output stars: int(1..5) "a number from 1 to 5"
  output summary: str "what the list of complaints comes down to"
  output title: str "up to 10 words"
}
