# A declaration that cannot be read, names, types, wiring, a set that is not covered and a leak, told in one run.
label pii
zone onprem
model cloud = "openai/gpt-4.1"
policy "privacy" { pii stays in onprem }

enum Team { billing shipping }

type Broken { title str }

signature Sort { input mail: str  output team: Team  output days: int(1..5)  ensure days > "3" }

signature Reply { input mail: str @pii  output reply: strr }

signature Sum { input mail: str  output sum: str }

module Desk {
  input mail: str @pii
  output days: int
  days = match Sort(mail, 3).team { billing -> 1 }
}

module Leaks { input mail: str @pii  output sum: str  sum = (Sum(mail) on cloud).sum }

module Other { input mail: str  output sum: str  sun = Sum(mail).sum }

data rows: Sum from "nowhere.jsonl"

build sum for Sum { passes = [adaptor(json)]  budget = { usd = "2" } }
