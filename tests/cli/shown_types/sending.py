def send(text):
    raise NotImplementedError
