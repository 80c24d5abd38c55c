"""Room bookings: a request in plain words becomes one nested record."""

enum Kind "what the room is for" {
  interview   "talks with applicants"
  workshop    "people learn by doing"
  review      "people look back and judge"
  celebration "a party"
}

enum Equipment { projector  whiteboard  microphone  video_link as "video link"  coffee }

type Place {
  building: "north" | "south" | "harbour"
  room: int(100..399)?  "left out when any room will do"
}

type Booking {
  kind: Kind
  day: date
  starts: str(matching r"[0-2]\d:[0-5]\d")         "time of day"
  people: int(1..200)
  place: Place
  equipment: [Equipment]                           "only what is asked for"
  contact: str(matching r"[^@\s]+@[^@\s]+[a-z]")?  "mail address"
}

signature ReadRequest {
  """Copy the booking out of the request. Never guess."""
  input  request: str
  output booking: Booking
  ensure booking.contact == none or booking.contact in request  "the address stands in the request"
}

data requests: ReadRequest from "requests.jsonl" { split train 0.5, dev 0.25, test 0.25 }

metric fields for ReadRequest {
  right_kind  = got.booking.kind == want.booking.kind
  right_place = got.booking.place == want.booking.place
  right_when  = got.booking.day == want.booking.day and got.booking.starts == want.booking.starts
  right_rest  = got.booking.people == want.booking.people
                and got.booking.contact == want.booking.contact
  right_gear  = sort(got.booking.equipment) == sort(want.booking.equipment)
  score       = (right_kind + right_place + right_when + right_rest + right_gear) / 5
  feedback    = "" if right_kind else f"the kind is {want.booking.kind}"
}

test "a party" {
  r = ReadRequest(
    request = "Please book room 214 of the north building on 2026-03-14 at 18:30, 20 people will come, for a party.",
  )
  expect r.booking.day == "2026-03-14"
  expect r.booking.place.building == "north"
  expect r.booking.people == 20
}

build extract for ReadRequest {
  data   = requests
  metric = fields
  budget = { calls = 60000 }
}
