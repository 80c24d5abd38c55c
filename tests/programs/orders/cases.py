def past(mail):
    return [{"mail": "old", "routes": ["etch", "polish"]}, {"mail": "older", "routes": ["etch"]}]
