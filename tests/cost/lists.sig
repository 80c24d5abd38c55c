"""Lists with an end multiply, lists without one are told of by their length."""

type Doc { title: str(..40)  tags: [str(..10)] }

signature Relevant { input title: str(..40)  output relevant: bool }
signature Tag { input title: str(..40)  output tags: [str(..10)](..3) }
signature Sum { input titles: [str(..40)]  output text: str(..100) }

tool search "full-text search" {
  input  query: str
  input  k: int(1..10) = 5
  output docs: [Doc]
  from python "desk:search"
}

module Few {
  input  titles: [str(..40)](2..6)
  output text: str
  output tags: [str]

  useful = [t for t in titles if Relevant(t).relevant]
  text   = Sum(useful).text
  tags   = [x for t in titles for x in Tag(t).tags if Relevant(x).relevant]
}

module Many {
  input  query: str(..40)
  output text: str
  output first: [bool]

  docs   = search(query).docs
  useful = [d.title for d in docs if Relevant(d.title).relevant]
  text   = Sum(useful).text
  first  = [Relevant(d.title).relevant for d in docs[0:3]]
}

module Nested {
  input  docs: [Doc]
  output tags: [bool]

  tags = [Relevant(t).relevant for d in docs if Relevant(d.title).relevant for t in d.tags]
}

# budget Few: calls=40
# budget Few: calls=62
# budget Many: calls=60
# budget Nested: calls=60
