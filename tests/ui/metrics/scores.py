"""Tools and metrics of the cases in this folder; never run."""


def look(mail):
    return ""


def send(mail):
    return True


def score(row, want, got):
    return 1.0


def few(row, got):
    return 1.0
