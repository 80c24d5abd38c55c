type   Good{ a:str }
# stays
  signature   Bad {
      input a  str   # no colon
    output b : str
  }   # stays too


enum Fine{ a   b }
type  Semi { a: str; }
enum   Last{ a   b }
