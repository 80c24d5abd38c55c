import std.judge { Grade }

enum Team { billing "invoices" shipping "parcels" other as "none_of_these" }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team output urgency: int(1..5) output order: str? }
tool look { input mail: str output row: str from python "scores:look" }
tool send { input mail: str output ok: bool from python "scores:send" acts }
module Sends { input mail: str output ok: bool ok = send(mail).ok }

metric judged for Triage { score = Grade("route", got.order, "it is right").grade }
metric whole for Triage { score = Grade("route", row.mail, "it is right") }
metric looks for Triage { score = 1 if look(row.mail).row == "" else 0 }
metric sends for Triage { score = Sends(row.mail).ok }
metric itself for Triage { score = (Grade("route", row.mail, "right") by best_of(n = 2, score = whole)).grade / 5 }
metric graded { input text: str  output score: float  score = Grade("route", text, "right").grade / 5 }
signature Ruled { input a: str  output b: str  ensure graded(b).score > 0.5 }
