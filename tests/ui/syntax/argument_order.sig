signature Reply { input mail: str  input tone: str  output reply: str }

module Kind {
  input  mail: str
  output reply: str
  reply = Reply(tone = "kind", mail).reply
}
