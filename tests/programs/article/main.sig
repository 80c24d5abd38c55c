"""An article from interviews: personas ask, an expert answers from search, an outline and its sections follow."""

type Turn { question: str  answer: str }
type Interview { persona: str  turns: [Turn] }
type Section { heading: str  text: str }

tool search "full-text search of an encyclopedia" {
  input  query: str
  output snippets: [str]
  from python "library:search"
}

signature Personas {
  """Name editors who would look at the topic from different sides."""
  input  topic: str
  output personas: [str](1..5)
}

signature Ask {
  """Ask one more question about the topic, or say thanks when nothing is open."""
  input  topic: str
  input  persona: str
  input  recent: [Turn]
  input  earlier: [str]  "questions that were asked before the recent ones"
  output question: str
  output thanks: bool    "nothing is open"
}

signature Queries {
  """Turn the question into search queries."""
  input  topic: str
  input  question: str
  output queries: [str](1..3)
}

signature Reply {
  """Answer from the snippets alone."""
  input  question: str
  input  snippets: [str](1..)
  output answer: str
}

signature Outline {
  """Outline an article from what was found."""
  input  topic: str
  input  interviews: [Interview]
  output headings: [str](1..8)
}

signature Write {
  """Write one section."""
  input  topic: str
  input  heading: str
  input  interviews: [Interview]
  output text: str
}

module Expert {
  input  topic: str
  input  question: str
  output answer: str
  queries = Queries(topic, question).queries
  found   = unique(flatten([search(q).snippets for q in queries]))
  answer  = Reply(question, found[:8]).answer if len(found) > 0
            else "I have found nothing about this."
}

module Talk {
  input  topic: str
  input  persona: str
  output turns: [Turn]
  talk  = repeat 3 from (turns = [], done = false) until done {
    asked = Ask(topic, persona, turns[-4:], [t.question for t in turns[:-4]])
    heard = { answer = "" } if asked.thanks else Expert(topic, asked.question)
    turns = turns if asked.thanks
            else turns + [{ question = asked.question, answer = heard.answer }]
    done  = asked.thanks
  }
  turns = talk.turns
}

module Article {
  input  topic: str
  output sections: [Section]
  personas   = Personas(topic).personas
  interviews = [{ persona = p, turns = Talk(topic, p).turns } for p in personas]
  headings   = Outline(topic, interviews).headings
  sections   = [{ heading = h, text = Write(topic, h, interviews).text } for h in headings]
}
