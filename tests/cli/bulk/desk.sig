"""A desk that looks an order up and sorts the mail."""

enum State { on_its_way  delivered }
enum Topic { bug "something is broken"  parcel "a delivery"  other }

tool lookup "where an order is" {
  input  order: str
  output state: State
  from python "orders:lookup"
}

signature Sort {
  """Decide what a customer's mail is about."""
  input  mail: str
  input  state: State
  output topic: Topic
}

module Desk {
  input  mail: str
  input  order: str
  output topic: Topic
  output state: State
  state = lookup(order).state
  topic = Sort(mail, state).topic
}

test "a lost parcel" {
  d = Desk(mail = "Where is my parcel?", order = "AB-1")
  expect d.topic == parcel
  expect d.state == on_its_way
}
