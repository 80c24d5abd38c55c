def execute(code):
    return {"ok": code == "good", "shown": "42" if code == "good" else "no such column"}
