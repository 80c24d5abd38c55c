signature Triage {
  input  größe: str
  output team: str
}
