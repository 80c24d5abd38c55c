policy "mail" {
  pii stays onprem
}
