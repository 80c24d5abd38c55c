enum Topic { bug idea }
signature Sort { """Sort.""" input message: str  output topic: Topic }
module Twice[S: signature] { input ..S  output ..S  found = S(..S)  ..found }
module Broken[S: signature] { input ..S  output ..S  found = S(..S)  topic = found.topics }

metric bare for Twice { score = 1 }
metric many for Twice[Sort, Sort] { score = 1 }
metric lost for Twice[Srot] { score = 1 }
metric plain for Sort[Sort] { score = 1 }
metric fine for Twice[Sort] { score = got.topic == want.topic }
build other for Sort { metric = fine }
build broken for Broken[Sort] { passes = [] }
