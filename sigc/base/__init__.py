"""The floor: source text, diagnostics, near-miss names.

May import: nothing of ours."""
