type A{a:str}
