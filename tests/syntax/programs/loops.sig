# talks between asked and asker, hops between notes, an agent that acts
module Talk {
  input topic: str  input turns: int(1..6)  output said: [Turn]
  talk = repeat turns from (said = [], done = false) until done or turn > 5 {
    ask  = Ask(topic, said[-4:]) by cot on cheap
    hits = unique(flatten([web(q).hits for q in Queries(ask.question).queries]))
    text = Reply(ask.question, hits).answer if len(hits) > 0 else "nothing"
    said = said + [{ question = ask.question, answer = text }]
    done = ask.done
  }
  said = talk.said
}
module Fold { input docs: [str] output memo: str
  memo = (repeat for doc in docs from (memo = "", seen = 0,) { memo = Note(memo, doc).memo, seen = seen + 1 }).memo
}
module Agent {
  input question: str output answer: str?
  act  = Step([{ role = "user", text = question }]).act
  seen = match act { Search as s -> join(web(s.query).hits, "\n")  Think as t -> t.thought  Say as a -> a.text }
  size = match len(seen) { 0 -> "none", 1..3 -> "few", 1000 -> "a lot", _ -> "many" }
  flag = match seen { "yes" | "y" -> true  _ -> false }
  last = match act { Say as a -> a.text  none -> none  true | false -> "odd"  _ -> none }
  answer = last if flag else none
}
module Hop[S: signature, T: signature] like Base {
  input ..S
  output ..T
  found = S(..S)
  more  = T(query = "x", ..S)
  ..found
}
module Use { input claim: str output x: str  x = Hop[Verify](claim).x + Two[Verify, a.Write](claim).x }
