# A fifth of the outputs typed `str` describe another type; closed sets, numbers, booleans and dates among them.
signature Tag {
  input mail: str
  output category: str "one of: invoice, reminder, offer or other"
  output confidence: str "a number between 0 and 1"
  output urgent: str "yes or no"
  output due: str "YYYY-MM-DD"
}
