signature Answer { input mail: str  output reply: str  output words: {str: int} }

module Desk {
  input  mail: str
  input  mails: [str]
  input  note: str?
  output first: str
  output numbers: [int]
  output text: str
  output whole: str
  output named: [str]
  output order: [str]
  answer  = Answer(note or mail)
  first   = Answer(mail)["reply"]
  numbers = [int(n) for n, m in enumerate(mails)]
  text    = str(answer.words.items())
  whole   = "%s!" % answer.reply.title()
  named   = (Answer(mail) otherwise "none").reply
  order   = sort(mails, reverse = true)
}
