type Ticket { title: str @descripton("as the customer wrote it") }
