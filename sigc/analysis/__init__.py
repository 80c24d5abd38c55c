"""What can be known about a Program without running it.

May import: sigc.base, ir, values, catalog, adapters."""
