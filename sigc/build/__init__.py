"""The compile pipeline, project files, sig.lock.

May import: all rooms but cli."""
