"""The program as data: types, expressions, signatures, nodes, slots.

May import: sigc.base."""
