type Page { scan: image  words: str }

signature Draw {
  """Draw."""
  input  wish: str
  output picture: image
  output pages: [Page]
}

signature Read {
  """Read the scan."""
  input  scan: image
  input  either: image | str
  output words: str
  example { scan = "nowhere.png", either = "a", words = "x" }
  example { scan = "media.sig", either = "a", words = "x" }
  example { scan = "../media.png", either = "a", words = "x" }
}

module Show {
  input  scan: image
  input  talk: chat
  output text: str
  output bare: json
  output more: chat
  text = f"the scan {scan}"
  bare = scan
  more = talk + [{ role = "nobody", text = text }]
}
