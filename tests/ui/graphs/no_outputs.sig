signature Answer { """Answer.""" input mail: str }
type Empty { }
enum Nobody { }
