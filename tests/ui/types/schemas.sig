type Form { name: str  schema: json }

signature Fill {
  """Fill in the form."""
  input  text: str
  input  form: Form
  input  row: json(matching form)
  output a: json(matching form.schema)
  output b: json(matching form.name)
  output c: json(matching form.shape)
  output d: json(matching elsewhere)
  output e: json(matching a)
  output f: { str: json(matching form.schema) }
  output g: json(matching "{\"type\": \"strin\"}")
  output h: json(matching "{\"type\": ")
  output i: json(matching """{"properties": {"name": {"pattern": "(a)\\\\1"}}}""")
  output j: [json(matching """{"$ref": "https://example.org/form.json"}""")]?
}
