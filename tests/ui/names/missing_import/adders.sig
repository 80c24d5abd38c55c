import shapes { Bill, Line }
signature Adder { input bill: Bill  input lines: [Line]  output sum: float }
