import base { Ask, Judge, local }

metric good for Main { score = (Judge(f"{row.mail} {got.reply} {want.reply}") on local).yes }
metric fine for Ask { score = (Judge(row.text) on local).yes }
module Main { input mail: str @pii  output reply: str  reply = (Ask(mail) by best_of(n = 2, score = fine) on local).answer }
data mails: Main @pii from "mails.jsonl" { reply = row.mail  split train 1, dev 1 }
build main for Main { model = local  data = mails  metric = good  passes = [tidy] }
