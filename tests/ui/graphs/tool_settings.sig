tool find { input query: str  output docs: json  from python "code.search:search"  timeout = 0 }
tool seek { input query: str  output docs: json  from python "code.search:search"  timout = 30 }
tool look { input query: str  output docs: json  from python "code.search:search"  timeout = "a minute" }
