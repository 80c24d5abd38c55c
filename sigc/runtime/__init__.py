"""Running a program: the bundle, execution, tools.

May import: sigc.base, ir, values, adapters, lm, offline, strategies."""
