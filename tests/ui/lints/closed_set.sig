type Ticket { state: str "one of: open, closed, on hold" }
signature Triage {
  input mail: str "either 'text' or 'html'"
  output mood: str "one of happy, sad or neutral"
  output size: str? "\"small\", \"medium\" or \"large\""
  output plan: str "low | high"
  output tier: str(..20) "bronze/silver/gold"
  output lang: str "Must be one of the following: en, de, fr"
}
