"""Typed values and the one evaluator of pure expressions.

May import: sigc.base, sigc.ir."""
