"""`python -m hops`: one call from the command line; `--help` says how."""

import sys

from sigc.runtime.command import main

from .program import PACKAGE, verify_graph

sys.exit(main(PACKAGE, verify_graph, sys.argv[1:]))
