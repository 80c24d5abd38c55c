type Node { name: str  next: Node }
type Tree { name: str  left: Tree?  children: [Tree]  by_name: {str: Tree} }
type A = [B]
type B = A | str
