# What acts is called for what it does, also inside of a module; `_` says that nothing is read.
tool send "sends a mail" { input text: str  output ok: bool  from python "mailer:send"  acts }
signature Sum { input text: str  output sum: str }
module Tell { input text: str  output ok: bool  ok = send(text).ok }
module Both {
  input text: str
  output short: str
  short = Sum(text).sum
  sent = send(short)
  told = Tell(short)
  _warm = Sum("hello")
}
