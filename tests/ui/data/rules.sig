tool now { input zone: str output time: str from python "clock:now" }
signature Shorten { """Shorten.""" input text: str output short: str }

signature Answer {
  """Answer."""
  input  mail: str
  output reply: str(..200)
  output order: str?
  ensure len(reply)
  ensure order in mail
  ensure Shorten(reply).short == reply
  ensure now("UTC").time != reply
  prefer len(replay) > 20
  guide if reply == "" """Say more."""
  let short = len(reply) < short
}
