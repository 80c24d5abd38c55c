signature Triage {
  """Decide who owns the mail."""
  input  mail: string
  output team: Taem
}
enum Team { billing shipping }
