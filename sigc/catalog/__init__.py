"""One table of everything that can be named in a source: strategies, adapters, passes, backends.

May import: sigc.base, sigc.ir."""
