# a signature by itself
import base { local }

signature Triage { input mail: str @pii  output urgent: bool }
build triage for Triage { model = local }
