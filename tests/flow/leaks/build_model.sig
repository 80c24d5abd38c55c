# the build's own model fills the place
import base { cloud }

signature Triage { input mail: str @pii  output urgent: bool }
build triage for Triage { model = cloud }
