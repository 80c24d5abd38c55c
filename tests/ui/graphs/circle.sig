signature Answer { """Answer.""" input mail: str output reply: str }

module Support {
  input  mail: str
  output reply: str

  first  = Answer(third).reply
  second = Answer(first).reply
  third  = Answer(second).reply
  count  = count + 1
  reply  = third
}
