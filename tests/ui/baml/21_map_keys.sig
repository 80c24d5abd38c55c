type Ticket { amounts: {float: str} }
