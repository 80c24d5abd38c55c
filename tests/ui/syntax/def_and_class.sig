class Mail:
  subject: str

def shout(text):
  return text
