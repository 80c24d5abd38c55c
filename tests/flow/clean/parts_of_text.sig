# a list made of a clean text
import base { Ask, Split, cloud }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  s = Split(note) on cloud
  answers = [Ask(p).answer for p in s.parts]
  out = join(answers, " ") + mail
}
