import types { ⟦complete⟧ }
