signature Triage { input mail: str  output team: str }
model strong "openai/gpt-5"
data mails: Triage "mails.jsonl"
data cases for Triage from "cases.jsonl"
metric routing Triage { score = 1 }
gate routed { at_least = 0.85 }
tool search { input query: str  output docs: [str]  from "desk:search" }
