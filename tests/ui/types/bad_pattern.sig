signature Find { input text: str  output order: str(matching "[A-Z")  output code: str(matching "(?=a)b") }
