# first of all


# above the text, apart
"""A file."""   # behind the text
# below the text

import a.b { X,   # behind X
  # above Y
  Y as Z }
label pii   # one
zone vendor # two
   # alone, moved

# above the enum
enum Team { # behind the brace

  # above billing

  billing "invoices"   # money
  shipping # parcels
  other as "none_of_these" "the rest" # all others
  # the last word
}
signature Triage { # opened
  input mail: str # the mail
    "verbatim"
  input tone: "formal" # the first
     | "friendly" # the second
  output team: Team "who" # described
  # rules

  ensure team == other # either
    or mail != "" # or
    "why"
  guide if # asked
    true """Be kind."""
  example { mail = "a", # the mail
    team = other # no comma
  }
} # closed
module M {
  input xs: [str] output ys: [str]
  ys = [ # opened
    x # each
    for x in xs # all
    # only these
    if x != "" # not empty
    # closed
  ]
  a = f(x, # first
    y = 1, # second
    # last
  )
  b = match a { # arms
    1 -> "a" # one

    # others
    _ -> # far
      "b" # rest
    # no more
  } # matched
  c = { # nothing but this
  }
  d = (a # inside
  )
  e = a.b # dotted
    .c
}
tool t { # all in one line?
}
# the end

# really
