"""sigc: the compiler for `.sig`, typed language-model programs.

Promise: importing this package loads nothing heavy. May import: nothing of ours."""

__version__ = "0.1.0"
