type C{c:str}
