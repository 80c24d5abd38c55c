"""One file per wire format: render a prompt, read a reply, and the inverse.

May import: sigc.base, sigc.ir, sigc.values."""
