signature Find { input text: str  output order: str? }
module Say { input text: str  output said: str  order = Find(text).order  said = "Order " + order }
