type Times { day: "mon" | "tue"  from: str  to: str  until_: date? }
type Place { name: str phones: [str(matching "\\+?[0-9 ]{5,}")](..3) times: [Times] }
type Body { name: str text: str? services: [str] places: [Place] parent: Body? }
signature Read { """Copy the form. Never guess.""" input form: image output body: Body "all of it" }
type Search { query: str } type Think { thought: str } type Say { text: str(in actions.name) }
signature Step { input history: chat output act: Search | Think | (Say | str)? output raw: json(matching schema) }
policy { private stays in onprem }
enum Empty {}
