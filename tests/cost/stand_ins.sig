"""Models that stand in for one another: of one price it is known, of two it is not; the larger limit counts."""

signature Sum { input text: str(..100)  output summary: str }

model one = "openai/gpt-4.1" { fallback = [same]  max_tokens = 100 }
model same = "openai/gpt-4.1" { max_tokens = 300 }
model two = "openai/gpt-4.1" { share = [other] }
model other = "openai/gpt-4o-mini"

module Known { input text: str(..100)  output summary: str  summary = Sum(text).summary on one }
module Unknown { input text: str(..100)  output summary: str  summary = Sum(text).summary on two }

# budget Unknown: usd=1
