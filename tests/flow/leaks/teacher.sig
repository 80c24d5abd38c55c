# the teacher sees the rows
import base { local, cloud }

signature Triage { input mail: str @pii  output urgent: bool }
build triage for Triage { model = local  teacher = cloud }
