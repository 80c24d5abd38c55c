label pii
model cloud = "openai/gpt-4.1"
signature Sum { input mail: str @pii  output sum: str }
module Desk { input mail: str @pii  output sum: str  sum = (Sum(mail) on cloud).sum }
