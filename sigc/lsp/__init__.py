"""`sigc lsp`: the language server. Start reading at `server.py`, then `workspace.py` and `index.py`.

May import: what its files say."""
