"""A day at the desk as a timeline: logs of several kinds, events from them, a second look, tags that the user has set."""

type Screen { at: datetime  text: str }
type App { at: datetime  name: str  title: str }
type Phone { at: datetime  app: str  seconds: int(0..) }
type Event { start: datetime  what: str }
type Tagged { start: datetime  what: str  tags: [str] }

signature Describe {
  """Say in one line what the person is doing."""
  input  text: str
  output line: str(..200)
}

signature Events {
  """Make a timeline of the lines."""
  input  lines: [str]
  output events: [Event]
  output activities: {str: int}
}

signature Review {
  """Correct the timeline where the lines say otherwise."""
  input  lines: [str]
  input  events: [Event]
  output better: [Event]
}

signature Stitch {
  """Join the new events to those before; one activity is one event."""
  input  before: [Event]
  input  after: [Event]
  output joined: [Event]
}

signature Tags {
  """Tag the event."""
  input  what: str
  input  tags: [str]
  output chosen: [str(in tags)]
}

module Line {
  input  log: Screen | App | Phone
  output line: str
  line = match log {
    Screen as s -> Describe(s.text).line
    App as a    -> f"{a.at} {a.name}: {a.title}"
    Phone as p  -> f"{p.at} phone, {p.app} for {p.seconds} s"
  }
}

module Timeline {
  input  logs: [Screen | App | Phone]
  input  before: [Event]
  input  tags: [str]
  output events: [Tagged]
  output hours: {str: int}
  lines  = [Line(l).line for l in logs]
  first  = Events(lines)
  better = Review(lines, first.events).better otherwise first.events
  joined = Stitch(before, better).joined
  events = [{ start = e.start, what = e.what, tags = Tags(e.what, tags).chosen } for e in joined]
  hours  = first.activities
}
