# a metric's judge is sent an input of the row
import base { Ask, Judge, cloud, local }

module Main { input mail: str @pii  output reply: str  reply = (Ask(mail) on local).answer }
metric good for Main { score = (Judge(row.mail) on cloud).yes }
data mails: Main from "mails.jsonl" { reply = row.mail  split train 1, dev 1 }
build main for Main { model = local  data = mails  metric = good }
