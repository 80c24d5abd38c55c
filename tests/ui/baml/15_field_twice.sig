type Ticket { title: str  priority: int  title: str }
