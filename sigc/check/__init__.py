"""Names, types, lowering: from AST to Program, with diagnostics.

May import: sigc.base, ir, values, catalog, syntax, analysis."""
