"""Lints: what checks, and is most likely not meant. One file a group, one line each in `table.py`.

May import: sigc.base, ir, values, syntax, check."""
