enum Team { billing """invoices""" shipping }
text tone "kind"
signature Answer {
  input  mail: str
  output reply: str
  guide if mail == "" "say hello"
}
