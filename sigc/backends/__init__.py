"""Program to files: Python package, JSON bundle.

May import: sigc.base, ir, values, adapters, runtime."""
