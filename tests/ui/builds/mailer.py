def send(text):
    return {"ok": True}
