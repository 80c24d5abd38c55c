# Enums that nothing but a test, a stub, a column or a metric shows: their spellings are known there too.
enum Team { billing  other as "none_of_these" }
enum Mode { fast  slow as "s_l_o_w" }
enum Way { up  down as "d" }

signature Echo { """Say it again.""" input x: str  output y: str }
tool send { input text: str  output ok: str  from python "sending:send"  acts }

module Sent {
  input  x: str
  output ok: str
  ok = send(Echo(x).y).ok
}

test "shown" {
  stub send { ok = f"{Way.down} {len(text)}" }
  sent = Sent("a")
  expect sent.ok == "d 1" and f"{Team.other}" == "none_of_these"
}

data rows: Echo from "rows.jsonl" {
  x     = f"{row.x}{Way.down}"
  extra mode: Mode
  split train 0.5, dev 0.25, test 0.25
}

metric slow for Echo { score = 1 if f"{row.mode}" == "s_l_o_w" and row.x != "" else 0  feedback = f"{Way.down}" }

build echo for Echo { data = rows  metric = slow }
