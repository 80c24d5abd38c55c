# A class is returned, the prompt spells out JSON by hand: here the type is always shown, and prose for it is told.
signature Extract {
  input mail: str
  output order: str "valid JSON with the keys number, amount and date"
  output items: str "a comma-separated list of the items"
}
