"""The embedded deterministic reader of prompts; no language model.

May import: sigc.base, ir, values, adapters, lm."""
