class Triage(dspy.Signature):
    """Decide."""
    text: str = dspy.InputField()
    urgent: bool = dspy.OutputField()
