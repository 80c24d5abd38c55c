signature Sort { """Sort.""" input message: str  output topic: str }
signature Other { """Other.""" input message: str  output topic: str }
module Twice { input a: str  input b: str  output one: str  output two: str
  one = (Sort(a) by cot).topic
  two = Sort(b).topic
}

build absent for Sort { share = [Other] }
build unknown for Sort { share = [Srot] }
build module_ for Twice { share = [Twice] }
build differ for Twice { share = [Sort] }
build text for Sort { share = "Sort" }
