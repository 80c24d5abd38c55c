"""One thin file per group of commands.

May import: all rooms."""
