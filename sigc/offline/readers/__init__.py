"""Prompt formats that the offline model reads: one file each, and the table in `table.py`.

May import: sigc.ir, sigc.values, sigc.adapters, sigc.offline."""
