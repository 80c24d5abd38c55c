"""Every strategy multiplies by what it asks."""

signature Rate { input text: str(..100)  output stars: int(1..5) }

tool tags "what is known" { input text: str  output found: [str(..100)](..5)  from python "desk:tags" }

metric low for Rate { score = 1.0 if got.stars < 3 else 0.0 }

module Thinking { input text: str(..100)  output stars: int  stars = Rate(text).stars by cot }
module Voting { input text: str(..100)  output stars: int  stars = Rate(text).stars by vote(n = 3) }
module Refining { input text: str(..100)  output stars: int  stars = Rate(text).stars by refine(n = 2, score = low) }
module Acting { input text: str(..100)  output stars: int  stars = Rate(text).stars by react(tools = [tags], steps = 4) }
