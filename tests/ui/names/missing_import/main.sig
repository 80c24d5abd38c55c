import shapes { Line }

signature Total { input bill: Bill  input lines: [Line]  output sum: float }
module Sum { input bill: Bill  output sum: float  sum = Adder(bill, []).sum }
