"""A support desk, with one of everything that a desk needs."""

import std.metrics { token_f1, exact as same }
import desk.types { Doc }

label pii "identifies a person"

enum Team "who owns the problem" {
  billing   "invoices, refunds"
  shipping
  technical as "tech", other as "none_of_these" "the rest"
}

type Order "as the shop knows it" {
  """An order."""
  number: str(matching r"[A-Z]{2}-\d{6}")
  parts:  [str](1..9) = []
  parent: Order?
  prices: {str: float(0..)}
  state:  "open" | "sent" | "lost" = "open"   "where it is"
  score:  -1 | 0 | 1
  ensure len(parts) > 0 "an order has parts"
}

type Orders = [Order] | {str: Order}

text house_style """
  Short sentences.
    No jargon.
"""

signature Triage {
  """Decide which team owns a mail.

  {house_style}
  """
  input  mail: str @pii @other        "verbatim"
  output team: Team
  output urgency: int(1..5)
  output order: str(matching r"[A-Z]{2}-\d{6}")?  "order number"
  let words = len(split(mail))
  ensure order == none or order in mail "quoted, never invented"
  prefer words > 3
  guide if words > 100 """Skim."""
  example { mail = "Where is AB-123456?!", team = shipping, urgency = 3, order = "AB-123456" }
  example { mail = "Hello" team = other }
}

signature Urgent from Triage { input late: bool = false  output note: str(..280, in labels) }

tool search "full text" @pii {
  input query: str  input k: int = 5  output docs: [Doc]
  from python "desk.search:search"
  pure
}
tool send { input to: str  output ok: bool  from mcp "mail" "send"  acts }

zone onprem "ours" { holds = [cache, journal] }
zone vendor
model strong = "openai/gpt-5" { zone = vendor, temperature = 0.2 max_tokens = 500 }
model weak = "ollama/llama3.3"

module Support {
  """The whole desk."""
  input  mail: str @pii
  output reply: str
  output team: Team
  triage = Triage(mail)
  docs   = search(query = mail, k = 8).docs
  useful = [d for d in docs if Relevant(mail, d).relevant]
  answer = match triage.team {
    billing | shipping -> Answer(mail, useful) by cot
    technical          -> Answer(mail, useful) by react(tools = [search], steps = 6) on strong
    _                  -> { reply = "passed on" }
  } otherwise { reply = "later" }
  reply  = answer.reply
  team   = triage.team
  ensure reply != ""
}

data mails: Triage @pii from "mails.jsonl" { mail = row.text  split train 0.5, dev 0.25, test 0.25  extra mode: str }
data parts: Triage from { train = "a.jsonl", dev = "b.jsonl" }

metric routing for Triage {
  score    = 0.7 * (got.team == want.team) + 0.3 * (abs(got.urgency - want.urgency) <= 1)
  feedback = f"the team is {want.team}, {{not}} {got.team}" if got.team != want.team else ""
}
metric judged { input a: str  output score: float  from python "desk.judge:score" }

test "a lost parcel" {
  t = Triage(mail = "AB-123456 never came.")
  stub send { ok = true }
  expect t.team == shipping
}

gate routed for Triage { data = mails.test  metric = routing  at_least = 0.85  stub send { ok = true } }

policy "privacy" {
  pii stays in onprem, process
  pii released by Redact
  Billing never exchanges with Clinical
}

build triage for Triage {
  model  = strong
  passes = [tidy, adapter, bootstrap(demos = 4)]
  budget = { usd = 2, calls = 2000 }
  emit   = [python, bundle]
  stub send { ok = false }
}
