import types { Team, Doc as Paper⟦define⟧ }
import std.metrics { token_f1⟦define⟧ }

text house_style """Short sentences."""

signature Triage {
  """Decide which team owns a mail. {house_style⟦define⟧}"""
  input  mail⟦mark⟧: str @pii⟦define⟧ "verbatim 📮 mail"
  output team⟦rename owner⟧: Team
  output urgency: int(1..5)
  ensure len(mail) > 0 or urgency⟦hover⟧ == 1
  example { mail⟦hover⟧ = "Where is it?", team = shipping⟦hover⟧, urgency = 3 }
}

signature Answer {
  input  mail: str
  input  docs: [Paper⟦rename Sheet⟧]
  output reply⟦rename answer⟧: str
}

module Support {
  input  mail: str @pii
  input  docs: [Paper](..9)
  output reply: str
  output team: Team
  triage⟦hover⟧ = Triage⟦hover⟧(mail) by cot⟦hover⟧
  useful = [doc⟦mark⟧ for doc in docs if len⟦hover⟧(doc.title⟦define⟧) > 2]
  answer = match triage.team⟦hover⟧ {
    billing⟦define⟧ -> Answer(mail, docs = useful⟦define⟧)
    _ -> { reply = f"passed on to {triage.team}" }
  } otherwise { reply = "Sorry." }
  reply = answer.reply⟦define⟧
  team⟦rename mail⟧ = triage.team
}

metric close for Support {
  score = token_f1(got.reply, want.reply).score
}

test "a parcel" {
  s = Support("x", [{ title = "t", text = "u" }])
  expect s.team == shipping⟦rename other⟧ and s.reply != ""
}
⟦symbols sup⟧
