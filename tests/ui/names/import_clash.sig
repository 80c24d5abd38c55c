import lib.shapes { Doc }

type Doc { text: str }
