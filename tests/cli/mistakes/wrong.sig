enum Topic { bug idea }

signature Sort {
  input text: strr
  output topic: Topik
}
