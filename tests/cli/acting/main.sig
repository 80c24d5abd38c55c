"""A tool that acts: recorded once in a run, answered from the recording by the test."""

signature Answer { """Answer the mail in one word.""" input mail: str  output reply: "yes" | "no" }

tool send { input text: str  output number: int  from python "mailer:send"  acts }

module Support {
  input  mail: str
  output number: int
  number = send(Answer(mail).reply).number
}

test "a reply is sent" {
  s = Support("yes or no?")
  expect s.number == 1
}
