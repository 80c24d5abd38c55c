module Teams {
  output teams: [str]
  teams = ["billing" "shipping"]
}
