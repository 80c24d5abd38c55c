metric half {
  input  a: float
  output score: float
  output other: float
  score = half(a).score / 2
}

metric uses { input a: float output score: float  score = row + a  a = 2.0 }
