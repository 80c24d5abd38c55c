signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str
  output long: str

  reply = f"Dear customer, {Answer(mail).reply}"
  long  = f"{len(Answer(mail).reply)} letters"
}
