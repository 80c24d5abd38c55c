# allow SIG1003: nothing repeats here
signature Shout {
  input text: str  # allow SIG0201: nothing is unknown here
  output loud: str "loud"  # allow SIG1003
  output far: str "far"  # allow SIG10003: no such code
}
