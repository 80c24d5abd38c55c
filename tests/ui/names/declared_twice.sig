enum Team { billing shipping }

type Team { name: str }

signature Read {
  """Read it."""
  input  mail: str
  input  mail: str
  output team: Team
}
