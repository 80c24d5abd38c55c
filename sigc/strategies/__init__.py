"""One small async function per inference strategy.

May import: sigc.base, ir, values, adapters, lm."""
