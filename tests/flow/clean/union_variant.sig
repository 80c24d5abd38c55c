# which variant it is, and a clean field of it
import base { Ask, Mail, Parcel, cloud }

module Main {
  input item: Mail | Parcel
  output out: str
  out = match item {
    Mail as m -> (Ask(m.subject) on cloud).answer
    Parcel as p -> (Ask(p.number) on cloud).answer
  }
}
