"""A private question answered with help from outside: what leaves is written by a trusted model."""

model trusted = "ollama/llama3.3"
model remote = "openai/gpt-5"

signature Conceal {
  """Ask for what is needed without anything that identifies a person."""
  input  question: str
  output request: str
}

signature Help { """Answer the request."""  input request: str  output answer: str }

signature Compose {
  """Answer the question with what came back."""
  input  question: str
  input  answer: str
  output reply: str
}

module Delegate {
  input  question: str
  output request: str
  output reply: str
  asked   = Conceal(question) on trusted otherwise { request = "" }
  helped  = Help(asked.request) on remote otherwise { answer = "" }
  made    = Compose(question, helped.answer) on trusted otherwise { reply = "" }
  request = asked.request
  reply   = made.reply
}
