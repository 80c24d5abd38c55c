type Ticket { title: str  parent: Ticket }
