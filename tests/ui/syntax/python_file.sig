from dataclasses import dataclass

class Mail:
    subject: str

def triage(mail):
    if mail.subject == 'hello':
        return None
    return mail

for mail in mails:
    print(triage(mail))
