test "sums" {
  expect 1 + 1 = 2
}
