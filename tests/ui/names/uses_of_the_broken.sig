signature Answer { input mail: output reply: str }

import lib.nowhere { Doc }

module Support {
  input  mail: str
  input  doc: Doc
  output reply: str
  reply = Answer(mail).reply + doc.text
}
