enum Priority { low high }
type Ticket { title: str  priority: Priorty }
