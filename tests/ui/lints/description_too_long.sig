signature Triage {
  input mail: str
  output team: "bills" | "other" "Read the mail twice, look for amounts, invoice numbers and reminders, and choose bills when there is any of them; when the customer writes about a parcel and an invoice at once, decide by what is asked first, and choose other when nothing is asked at all."
}
