# rows of labelled data
import base { cloud }

signature Triage { input mail: str  output urgent: bool }
data mails: Triage @pii from "mails.jsonl" { split train 0.5, dev 0.5 }
metric right for Triage { score = got.urgent == want.urgent }
build triage for Triage { model = cloud  data = mails  metric = right  passes = [] }
