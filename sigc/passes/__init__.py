"""Program to Program: one pass a file, pipelines as text.

May import: sigc.base, ir, values, catalog, analysis, adapters, lm, runtime, evaluate."""
