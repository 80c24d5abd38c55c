label pii
zone onprem
model cloud = "openai/gpt-4.1"
signature Reply { input mail: str  output reply: str }
policy "privacy" { pii stays in onprem }
module Desk {
  input mail: str @pii
  output reply: str
  reply = (Reply(mail) on cloud).reply
}
