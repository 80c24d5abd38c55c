signature Triage { input mail: str  output team: "bills" | "other"  output urgent: bool }
signature Reply { input mail: str  output reply: str }
module Desk { input mail: str  output reply: str  t = Triage(mail)  reply = Reply(f"{t.team} {t.urgent}").reply }
build plain_alone for Desk { passes = [tidy, adapter(plain)] }
build some_fit for Desk { passes = [adapter(plain, json)] }
build none_fits for Triage { passes = [adapter(toon, chat)] }
build misspelt for Desk { passes = [adapter(jsn), strategy(coot)] }
