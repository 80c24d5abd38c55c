"""`python -m sigc`: the command line, where the `sigc` script is not on the path.

May import: sigc.cli."""

from sigc.cli.main import main

main()
