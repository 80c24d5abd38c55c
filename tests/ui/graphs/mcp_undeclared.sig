signature Answer { """Answer.""" input mail: str output reply: str }
tool mail { input text: str output ok: bool from mcp "office" "send" }

module Support {
  input  mail: str
  output reply: str
  reply = Answer(mail).reply
}

test "a reply" {
  a = Answer("hello")
  expect a.reply != ""
}
