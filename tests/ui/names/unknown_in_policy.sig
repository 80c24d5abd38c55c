label pii
zone onprem
signature Answer { input mail: str @pii  output reply: str }
policy "care" {
  pii stays in onpremm
  pii released by Anser
  Answer never exchanges with Billing
}
