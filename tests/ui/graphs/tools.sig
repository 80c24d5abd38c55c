tool search "full-text search" {
  input  query: str
  input  limit: int = 5
  output docs: [str]
  from python "code.search:serach"
}

tool fetch {
  input  url: str
  input  depth: int
  output text: str
  from python "code.search:fetch"
}

tool lost { input q: str output a: str from python "code.nowhere:run" }
tool bad { input q: str output a: str from python "run" }
tool none_at_all { input q: str output a: str }
