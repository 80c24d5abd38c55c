text style """Short sentences."""
text loop """Again: {loop}"""

signature Answer {
  """Answer the mail. {stlye} {style} Braces: {{ }}. {} {Answer}"""
  input  mail: str
  output reply: str
}
