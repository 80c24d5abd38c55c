signature Answer { """Answer.""" input mail: str output reply: str }

tool send { input text: str output ok: bool output id: int from python "mailer:send" acts }
tool find { input text: str output found: [str] from python "mailer:send" }

module Support {
  input  mail: str
  output ok: bool
  sent = send(find(Answer(mail).reply).found[0])
  ok   = sent.ok
}

test "fine" {
  stub send { ok = len(text) > 0, id = 1 }
  stub find { found = [text] }
  s = Support("hello")
  expect s.ok
}

test "wrong" {
  stub send { ok = 1, id = len(mail) }
  stub send { ok = true }
  stub Answer { reply = "" }
  stub sned { ok = true }
  stub find { found = Answer(text) }
  s = Support("hello")
  expect s.ok
}

build support for Support { stub send { ok = true } }
build other for Support { stub find { found = [] } }
