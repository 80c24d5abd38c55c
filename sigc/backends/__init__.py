"""What a program is emitted as: a Python package, a JSON bundle.

May import: sigc.base, sigc.ir, sigc.values, sigc.adapters, sigc.runtime."""
