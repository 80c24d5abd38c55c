import ⟦complete⟧
