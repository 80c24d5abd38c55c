# the caller may have everything
import base { Ask }

module Main {
  input mail: str @pii
  input note: str
  output out: str
  out = f"{mail} {note}"
}
