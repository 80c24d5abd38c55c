class Ticket {
  title string
}
function Triage(text: string) -> Ticket {
  client "openai/gpt-4.1"
  prompt #"Decide. {{ text }}"#
}
