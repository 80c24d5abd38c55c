"""The handbook and a word search over it: the one tool of this example, plain Python without a dependency."""

import re

PAGES = {
    "Holidays": "Everybody has 28 days of holiday a year. Ask your lead two weeks ahead. Five days may move into spring.",
    "Sick leave": "Call before nine when you are ill. A doctor's note is due on the fourth day.",
    "Travel": "Trains are booked in second class. Flights need the approval of the head of department.",
    "Expenses": "Send receipts within thirty days. Meals are paid up to 35 euros a day.",
    "Parental leave": "Parents may stay at home for fourteen months between them. Announce it seven weeks before.",
    "Laptop": "A new laptop is due after four years. The help desk in room 12 swaps broken ones the same day.",
    "Passwords": "Passwords have at least sixteen characters. Use the company vault and never a note on paper.",
    "Parking": "The yard has forty places. Bicycles stand in the cellar, which opens with your badge.",
    "Canteen": "Lunch is served from half past eleven to two. Guests pay eight euros.",
    "Training": "Each of us has 900 euros a year for courses. The lead approves them by mail.",
    "Working hours": "Core time is ten to three. Overtime is taken as free time within three months.",
    "Home office": "Two days a week at home are fine. Fridays are team days in the house.",
    "Salary": "Salaries are paid on the 25th. Questions go to payroll on the third floor.",
    "Fire drill": "When the siren sounds, walk to the meadow. Wardens in yellow count everybody.",
    "Visitors": "Visitors sign in at the front desk and wear a badge. They are picked up by their host.",
    "First aid": "First-aid boxes hang beside each lift. Twelve colleagues are trained, their names are on the box.",
}  # fmt: skip
COMMON = frozenset("a an and are at be can do does for have how i in is it many me much my of on the there to what when where who".split())  # noqa: E501


def words(text: str) -> set[str]:
    return {w.rstrip("s") for w in re.findall(r"[a-z]+", text.lower())} - COMMON


def search(query: str, k: int = 4) -> list[dict[str, str]]:
    """The k pages that share most words with the query, titles counting twice; ties in alphabetical order."""
    asked = words(query)

    def rank(page: tuple[str, str]) -> tuple[int, str]:
        title, text = page
        return (-2 * len(asked & words(title)) - len(asked & words(text)), title)

    best = sorted(PAGES.items(), key=rank)[:k]
    return [{"title": title, "text": text} for title, text in best]
