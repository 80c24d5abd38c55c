# Examples are no set, nor are alternatives of kinds, dates, paths and plain prose.
signature Triage {
  input mail: str "one of the mails of the day, verbatim"
  input path: str "such as home/user/file"
  input kind: str "a word like 'urgent', 'spam' or 'personal'"
  input when: str "dd/mm/yyyy as the customer wrote it"
  output contact: str "an email address or a phone number"
  output reply: str "one of our usual greetings, then the answer"
  output both: str "and/or"
  output mood: "happy" | "sad" "one of: happy, sad"
  output code: str(matching r"[a-c]") "one of: a, b, c"
}
