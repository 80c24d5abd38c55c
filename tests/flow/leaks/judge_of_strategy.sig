# the judge of a strategy sees what the signature was given
import base { Ask, Judge, cloud, local }

metric good for Ask { score = (Judge(row.text) on cloud).yes }
module Main { input mail: str @pii  output reply: str  reply = (Ask(mail) by best_of(n = 2, score = good) on local).answer }
