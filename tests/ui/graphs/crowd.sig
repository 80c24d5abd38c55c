signature S { input a: str  output b: str }
module M0 { input a: str  output b: str  x = S(a)  b = x.b }
module M1 { input a: str  output b: str  x = M0(a)  y = M0(x.b)  b = y.b }
module M2 { input a: str  output b: str  x = M1(a)  y = M1(x.b)  b = y.b }
module M3 { input a: str  output b: str  x = M2(a)  y = M2(x.b)  b = y.b }
module M4 { input a: str  output b: str  x = M3(a)  y = M3(x.b)  b = y.b }
module M5 { input a: str  output b: str  x = M4(a)  y = M4(x.b)  b = y.b }
module M6 { input a: str  output b: str  x = M5(a)  y = M5(x.b)  b = y.b }
module M7 { input a: str  output b: str  x = M6(a)  y = M6(x.b)  b = y.b }
module M8 { input a: str  output b: str  x = M7(a)  y = M7(x.b)  b = y.b }
module M9 { input a: str  output b: str  x = M8(a)  y = M8(x.b)  b = y.b }
module M10 { input a: str  output b: str  x = M9(a)  y = M9(x.b)  b = y.b }
module M11 { input a: str  output b: str  x = M10(a)  y = M10(x.b)  b = y.b }
module M12 { input a: str  output b: str  x = M11(a)  y = M11(x.b)  b = y.b }
module M13 { input a: str  output b: str  x = M12(a)  y = M12(x.b)  b = y.b }
module M14 { input a: str  output b: str  x = M13(a)  y = M13(x.b)  b = y.b }
module M15 { input a: str  output b: str  x = M14(a)  y = M14(x.b)  b = y.b }
