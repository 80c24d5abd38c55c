type Mail { subject: str } }
