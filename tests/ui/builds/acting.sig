signature Answer { """Answer.""" input mail: str output reply: str }

tool send { input text: str output ok: bool from python "mailer:send" acts }

module Support {
  input  mail: str
  output ok: bool
  ok = send(Answer(mail).reply).ok
}

test "a reply" { s = Support("hello")  expect s.ok }

build support for Support { }
