"""A help desk: read the mail, look pages up, answer from those that help."""

type Page { title: str(..80)  text: str(..600) }

signature Relevant {
  """Say whether the page helps to answer the mail."""
  input  mail: str(..1000)
  input  page: Page
  output relevant: bool
}

signature Answer {
  """Answer the mail from the pages alone."""
  input  mail: str(..1000)
  input  pages: [Page](..8)
  output reply: str(..400)
  ensure len(reply) > 20 "one word is no answer"
}

tool search "full-text search over the handbook" {
  input  query: str
  input  k: int(1..8) = 4
  output pages: [Page](..8)
  from python "desk:search"
}

model writer = "openai/gpt-5-mini" { max_tokens = 600 }

module Desk {
  input  mail: str(..1000)
  output reply: str

  found  = search(mail, k = 8).pages
  useful = [p for p in found if Relevant(mail, p).relevant]
  answer = (Answer(mail, useful) on writer) otherwise { reply = "We will get back to you." }
  reply  = answer.reply
}
