"""`python -m desk`: one call from the command line; `--help` says how."""

import sys

from sigc.runtime.command import main

from .program import PACKAGE, support_graph

sys.exit(main(PACKAGE, support_graph, sys.argv[1:]))
