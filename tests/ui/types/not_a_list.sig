signature Find { input text: str  output order: str }
module Say { input text: str  output said: [str]  said = [o for o in Find(text).order] + [x for x in 3] }
