import std.metrics { exact, exact_words, any_exact, includes, token_f1, overlap, set_f1, near, similar }
signature Relevant { input mail: str  input doc: Doc  output relevant: bool "helps to answer the mail, and more" }
type Answer = Refusal | Clarification | ShortAnswer | LongAnswerWithSources | Table | Handover | Complaint | Other
type Place { name: str(1..200, matching r"[A-Za-z ][A-Za-z ]+", in a_list_of_names_that_is_long.and_longer_than_that.names) }
module Wide {
  input question: str
  output answer: str
  short = 1
  a_very_long_name_that_pushes_nobody = 2
  total = first_thing * second_thing + third_thing / (fourth_thing - fifth_thing) - sixth_thing + seventh_thing
  sure = first_condition and second_condition or third_condition and not (fourth_condition or fifth_condition)
  pick = first_value if first_condition_holds else second_value if second_condition_holds else third_value_of_all
  same = a_function_of(several_arguments, and_more_of_them) == another_function_of(several_arguments, and_more)
  called = Reply(question = question, documents = search(query = question, k = 8).docs, tone = "friendly", words = 200).reply
  inner = join(sort(unique([lower(word) for sentence in sentences if len(sentence) > 0 for word in split(sentence) if word != "" and len(word) > 3])), ", ")
  only = Step([{ role = "user", text = question, name = "the one who asks" }, { role = "assistant", text = "what?" }]).act
  far = Remote(draft.prompt, with_many_arguments, and_more) on cheap otherwise Remote(draft.prompt) on strong otherwise { text = "" }
  kind = match question { "yes" | "y" | "ja" -> true  "no" -> false  Search as s -> s.query  1..3 -> none  _ -> "otherwise" }
  pinned = Answer(question, documents) by best_of(n = 5, score = judged, at_least = 0.9, of = cot) on a_strong_model
  loop = repeat 4 from (notes = [question], done = false, sure = 0) until done or len(other.notes) == 0 { notes = notes + [Ask(notes).note], done = Ask(notes).done }
  map = { "a rather long key of a map": 1, "another rather long key": [1, 2, 3], "the third key of it": { x = 1, y = 2 } }
  index = table["the first key of the table"]["the second key of the table"]["the third key of the table, long"].x
  text = "a string is never broken, so this line is as long as its author wrote it, and that is more than a hundred columns"
  answer = first(question) + second(question) otherwise match question { "" -> "nothing was asked, so nothing is told here" _ -> "a" }
}
