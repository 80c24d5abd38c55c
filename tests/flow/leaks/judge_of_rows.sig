# the rows are labelled, and a judge elsewhere sees the wanted answer
import base { Ask, Judge, cloud, local }

module Main { input mail: str  output reply: str  reply = (Ask(mail) on local).answer }
metric good for Main { score = (Judge(want.reply) on cloud).yes }
data mails: Main @pii from "mails.jsonl" { reply = row.mail  split train 1, dev 1 }
build main for Main { model = local  data = mails  metric = good  passes = [tidy] }
