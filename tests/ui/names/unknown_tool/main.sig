tool search "looks things up" { input query: str  output found: [str]  from python "desk:search" }
signature Answer { input mail: str  output reply: str }
module Desk { input mail: str  output reply: str  reply = (Answer(mail) by react(tools = [serch], steps = 3)).reply }
