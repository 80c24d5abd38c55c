"""Talking to models: request, reply, clients, wrappers.

May import: sigc.base."""
