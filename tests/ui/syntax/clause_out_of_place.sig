test "a lost parcel" {
  ensure 1 == 1
}
