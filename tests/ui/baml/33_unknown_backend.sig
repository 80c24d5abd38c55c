signature Triage { input text: str  output urgent: bool }
build triage for Triage { emit = [pyton, bundle] }
