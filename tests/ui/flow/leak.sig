label pii
zone onprem
model cloud = "openai/gpt-4.1"
signature Sum { input mail: str  output sum: str }
signature Reply { input sum: str  output reply: str }
policy "privacy" { pii stays in onprem }
module Desk {
  input mail: str @pii
  output reply: str
  model_sum = Sum(mail)
  short = model_sum.sum + "."
  reply = (Reply(short) on cloud).reply
}
