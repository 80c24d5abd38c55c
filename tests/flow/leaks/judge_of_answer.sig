# what a tool of the program gave reaches the judge in the answer
import base { Ask, Judge, cloud, local }

tool find @pii { input query: str  output row: str  from python "desk:find" }
module Main { input mail: str  output reply: str  reply = (Ask(find(mail).row) on local).answer }
metric good for Main { score = (Judge(got.reply) on cloud).yes }
data mails: Main from "mails.jsonl" { reply = row.mail  split train 1, dev 1 }
build main for Main { model = local  data = mails  metric = good  passes = [tidy] }
