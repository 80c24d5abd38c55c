"""From text to a frozen AST; never raises.

May import: sigc.base."""
