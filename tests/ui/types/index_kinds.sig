module Pick { input xs: [str]  input m: {str: int}  output a: str  output b: int?  a = xs["0"]  b = m[0] }
