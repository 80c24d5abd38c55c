"""`python -m album`: one call from the command line; `--help` says how."""

import sys

from sigc.runtime.command import main

from .program import PACKAGE, album_graph

sys.exit(main(PACKAGE, album_graph, sys.argv[1:]))
