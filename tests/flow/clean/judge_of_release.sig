import base { Ask, Judge, Redact, cloud, local }

module Main { input mail: str @pii  output reply: str  reply = (Redact(mail) on local).clean }
metric good for Main { score = (Judge(got.reply) on cloud).yes }
data mails: Main from "mails.jsonl" { reply = row.mail  split train 1, dev 1 }
build main for Main { model = local  data = mails  metric = good  passes = [tidy] }
