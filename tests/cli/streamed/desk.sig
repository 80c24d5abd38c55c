"""What a customer's mail is about."""

enum Topic { bug "something is broken"  parcel "a delivery"  other }

signature Sort {
  """Decide what a customer's mail is about."""
  input  mail: str
  output topic: Topic
  output order: str(matching r"[A-Z]{2}-\d{6}")?  "order number"
  ensure topic != other  "every mail is about something"
}
