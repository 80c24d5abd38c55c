signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str

  reply = f"Dear customer, {Answer(mail).reply}"
}
