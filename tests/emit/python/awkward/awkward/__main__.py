"""`python -m awkward`: one call from the command line; `--help` says how."""

import sys

from sigc.runtime.command import main

from .program import PACKAGE, main_graph

sys.exit(main(PACKAGE, main_graph, sys.argv[1:]))
