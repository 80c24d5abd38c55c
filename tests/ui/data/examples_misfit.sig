signature Sort {
  input text: str
  output kind: "a" | "b"
  output n: int(1..3)
  ensure n > 1
  example { text = "x", kind = "c", n = 2 }
  example { text = "x", kind = "a", n = 7 }
  example { text = "x", kind = "a", n = 1 }
  example { txt = "x", kind = "a", n = 2 }
}
