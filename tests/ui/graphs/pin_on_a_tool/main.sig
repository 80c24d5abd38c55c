tool search "looks things up" { input query: str  output found: [str]  from python "desk:search" }
model strong = "openai/gpt-4.1"
module Desk { input mail: str  output found: [str]  found = (search(mail) on strong).found }
