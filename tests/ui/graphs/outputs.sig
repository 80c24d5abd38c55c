signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str
  output team: str
  output mail: str

  replay = Answer(mail).reply
  team   = "a"
  team   = "b"
  mail   = "c"
}
