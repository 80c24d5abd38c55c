"""   A file.

     Indented below.   
"""
text one """  Short.  """
text two """
      Short sentences.
        No jargon.

      Ever.
    """
text three r"""\d {{ """
text four """ "quoted" """
    signature S {
      """Do it.
         And that.
      """
      input a: str
      guide if a == "" """Say
        nothing."""
    }
signature T { """One
  two.""" input a: str }
