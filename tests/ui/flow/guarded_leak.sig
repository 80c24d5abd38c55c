# What decides whether a call is made is sent along, even when no word of it is.
label health
zone clinic
model cloud = "openai/gpt-4.1"
signature Ill { input note: str  output ill: bool }
signature Greet { input day: str  output text: str }
policy "care" { health stays in clinic }
module Desk {
  input note: str @health
  output text: str
  ill = Ill(note).ill
  text = (Greet("monday") on cloud).text if ill else "Hello."
}
