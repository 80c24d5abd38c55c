type str { text: int }

type Doc { is: bool  text: int }
