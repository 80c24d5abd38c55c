tpye Ticket { title: str }
signature Triage { input text: str  output ticket: Ticket }
