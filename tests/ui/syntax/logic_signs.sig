module Urgent {
  input  late: bool
  input  paid: bool
  output urgent: bool
  urgent = late && !paid
}
