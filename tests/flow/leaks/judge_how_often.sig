# a judge is asked as often as answers demand, and the answers came from a labelled mail
import base { Ask, Judge, cloud, local }

metric good for Ask { score = (Judge("is it good?") on cloud).yes }
module Main { input mail: str @pii  output reply: str  reply = (Ask(mail) by best_of(n = 2, score = good) on local).answer }
