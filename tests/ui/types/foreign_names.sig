type Row { a: string  b: integer  c: boolean  d: double  e: text  f: list  g: dict  h: any  i: number  j: object }
