type type { type: str text: str from: str model: str data: str test: str input: str = "" output: str }
signature signature { input input: str output output: str example { input = "a", output = "b" } }
module module { input from: str output model: str
  input = from  output = input  ensure = 1  prefer = 2  from_ = x.from.input.test
  model = f(data = data, test = test, label = label).zone
  example = [policy for policy in gate]
  stub = { split = split, expect = expect }
}
data data: signature from "x" { split = 1 split train 1, dev 2, test 3 extra = row.extra }
label label
zone zone
text text """text"""
