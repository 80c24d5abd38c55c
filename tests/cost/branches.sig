"""Only one branch runs; what decides it always does."""

enum Team { billing shipping other }

signature Sort { input mail: str(..400)  output team: Team  output urgent: bool }
signature Answer { input mail: str(..400)  output reply: str(..200) }
signature Check { input reply: str(..200)  output ok: bool }

module Match {
  input  mail: str(..400)
  output reply: str

  sorted = Sort(mail)
  reply  = match sorted.team {
    billing  -> Answer(mail).reply
    shipping -> "We will look for it."
    _        -> "no" if Check(Answer(mail).reply).ok else Answer(mail).reply
  }
}

module Words {
  input  mail: str(..400)
  output urgent: bool
  output both: bool

  urgent = Sort(mail).urgent or Sort(mail).urgent
  both   = len(mail) > 10 and Sort(mail).urgent and Sort(mail).urgent
}

module Fallback {
  input  mail: str(..400)
  output reply: str

  reply = (Answer(mail) otherwise Answer(mail) otherwise { reply = "We are away." }).reply
}
