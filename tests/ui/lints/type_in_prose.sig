type Score { value: str "A number from 1 to 10" }
signature Rate {
  input text: str
  output stars: str "an integer"
  output share: str "score between 0 and 1"
  output tags: str "list of tags"
  output names: str "comma-separated names"
  output data: str "JSON with the keys a and b"
  output fine: str "true or false"
  output due: str "the date, as YYYY-MM-DD"
  output words: str? "the number of words in the text"
}
