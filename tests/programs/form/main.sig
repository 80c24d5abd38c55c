"""A form about a help organisation, photographed or scanned, read into one deep record."""

label person "identifies a person"
zone office

model reader = "openai/gpt-5-mini" { zone = office }

enum Day { monday  tuesday  wednesday  thursday  friday  saturday  sunday }

enum Kind "what is offered" {
  food     "meals, groceries, vouchers"
  shelter  "a bed for the night"
  health   "care without an appointment"
  advice   "law, debts, forms"
  other
}

type Hours { days: [Day](1..7)  opens: str(matching r"\d\d:\d\d")?  closes: str(matching r"\d\d:\d\d")?  note: str? }

type Place {
  """A place of which only the post box is given has no hours."""
  street: str?  city: str?  postcode: str(matching r"[0-9A-Z -]{3,10}")?
  hours: [Hours](..7)
}

type Contact { name: str @person  phone: str(matching r"[+0-9 ()/-]{5,20}")? @person  languages: [str] }

type Service {
  name: str(1..120)
  kind: Kind
  eligibility: str?   "who may come; left out where anybody may"
  fee: float(0..)?    "0 only where the form says that it is free"
  contact: Contact?
  places: [Place]
  ensure len(name) < 100 or kind == other  "a long name is a description"
}

type Organisation { name: str  url: str?  email: str(matching r"[^@ ]+@[^@ ]+")?  services: [Service](1..) }

signature ReadForm {
  """Read the form. Copy what is written, in the language in which it is written. What is crossed out does not count.
  Where boxes are ticked, only ticked ones count; a box with a question mark is left out. Hours are in 24 hours; noon is
  12:00. "By appointment" is a note, not hours. One service for each heading, even when two share a place."""
  input  form: image                  "the first page"
  input  back: image?                 "the second page, where there is one"
  input  attached: [pdf](..3)         "leaflets that came with it"
  input  asked: chat                  "what was said to the sender about it"
  output organisation: Organisation
  output unsure: [str](..10)          "paths of fields that could not be read well"
  guide if back != none """The second page goes on where the first one ends."""
  ensure all([s.name != "" for s in organisation.services])
  example {
    form = "blank.png", attached = [],
    asked = [{ role = "assistant", text = "Is this the whole form?" }, { role = "user", text = "Yes." }],
    organisation = { name = "Night Kitchen", services = [{ name = "Soup", kind = food, places = [] }] },
    unsure = ["organisation.services[0].places"]
  }
}

policy "people stay in the office" { person stays in office }

module Form {
  input  form: image
  input  back: image? @person
  input  asked: chat
  output organisation: Organisation
  output doubts: int
  output next: chat
  read = ReadForm(form = form, back = back, attached = [], asked = asked) on reader
  organisation = read.organisation
  doubts = len(read.unsure)
  next = asked + [{ role = "assistant", text = f"Read with {doubts} doubts.", name = "reader" }]
}
