"""Rows, splits, metrics, statistics, journal, executor.

May import: sigc.base, ir, values, lm, runtime."""
