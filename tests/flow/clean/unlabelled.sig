# without a label everything may go everywhere
import base { Ask, loose }

module Main {
  input mail: str
  output out: str
  out = (Ask(mail) on loose).answer
}
