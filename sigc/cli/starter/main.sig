"""Which pile does a message go on?"""

enum Topic {
  bug    "something is broken"
  idea   "a wish or a proposal"
  praise "thanks and compliments"
}

signature Sort {
  """Sort a message from a user of our app."""
  input  message: str
  output topic: Topic
  output version: str(matching r"\d+\.\d+")?  "the app's version, when the message names one"
}

test "a crash" {
  s = Sort("Saving is broken since 3.2")
  expect s.topic == bug and s.version == "3.2"
}
