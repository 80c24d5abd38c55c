type Mail { subject: str }

module Change {
  input  mail: Mail
  output more: Mail
  mail.subject = "new"
  more = mail
}
