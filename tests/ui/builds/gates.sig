enum Topic { bug idea }
signature Sort { """Sort.""" input message: str  output topic: Topic  output urgent: bool }
signature Other { """Other.""" input message: str  output topic: Topic }
tool send { input text: str output ok: bool from python "mailer:send" acts }
module Sends { input message: str  output ok: bool  ok = send(message).ok }
data mails: Sort from "rows/sort.jsonl" { split train 0.5, dev 0.5 }
data sent: Sends from { test = "rows/sort.jsonl" } { ok = row.urgent }
metric right for Sort { score = got.topic == want.topic }
metric other for Other { score = got.topic == want.topic }
metric fine for Sends { score = got.ok }

gate whole for Sort { data = mails  metric = right  at_least = 0.5 }
gate lacks for Sort { metric = right }
gate testless for Sort { data = mails.test  metric = right  at_least = 0.5 }
gate splits for Sort { data = mails.tests  metric = right  at_least = 0.5 }
gate mixed for Sort { data = mails.dev  metric = other  at_least = 0.5 }
gate percent for Sort { data = mails.dev  metric = right  at_least = 85 }
gate sends for Sends { data = sent.test  metric = fine  at_least = 0.5 }
gate stubbed for Sends { data = sent.test  metric = fine  at_least = 0.5  stub send { ok = true } }
gate typo for Sort { data = mails.dev  metric = right  atleast = 0.5 }
gate absent for Topic { data = mails.dev  metric = right  at_least = 0.5 }
