# a clean field deep inside
import base { Ask, Note, cloud }

module Main {
  input note: Note
  output out: str
  out = (Ask(f"{note.words} {note.who.city} {note.tags}") on cloud).answer
}
