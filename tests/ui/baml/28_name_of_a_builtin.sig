type date { day: int  month: int }
