"""Where code that a model wrote is run: an interpreter protocol, and one file for each interpreter.

May import: sigc.ir, lm, strategies."""
