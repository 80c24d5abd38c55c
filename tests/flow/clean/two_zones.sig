# a label that may stay in two zones
import base { Ask, local, cloud }

label name
policy "two" { name stays in onprem, vendor }
module Main {
  input who: str @name
  output out: str
  out = (Ask(who) on cloud).answer + (Ask(who) on local).answer
}
