import lib.shapes { Doc, Docs, Page as Sheet }
import lib.shpaes { Other }
import std.metrcs { token_f1 }

signature Read { """Read it.""" input doc: Doc input sheet: Sheet input other: Other output text: str }
signature Sum { """Sum up.""" input docs: [Docs] output text: str }
