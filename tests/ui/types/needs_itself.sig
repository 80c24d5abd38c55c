signature Read { """Read.""" input doc: Write output text: str }
signature Write { """Write.""" input text: Read output doc: str  output back: Read }
