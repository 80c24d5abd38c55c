# deep inside
import base { Note, cloud }

signature Read { input note: Note  output answer: str }
module Main {
  input notes: [Note]
  output out: [str]
  out = [(Read(n) on cloud).answer for n in notes]
}
