"""Sends by writing a line to a file, so that a test can count what was sent."""

from pathlib import Path

OUT = Path("sent.txt")


def send(text):
    with OUT.open("a") as file:
        file.write(f"{text}\n")
    return len(OUT.read_text().splitlines())
