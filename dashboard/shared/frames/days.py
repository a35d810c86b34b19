"""On which day each jurisdiction's records are judged, in words, where these days differ."""

from collections.abc import Mapping
from datetime import date

from dashboard import words

Days = Mapping[str, date]


def each(days: Days) -> str:
    """Every day with the jurisdictions that it is of; empty where it is one day.

    `days` are by the name of the jurisdiction.
    """
    if len(set(days.values())) <= 1:
        return ""
    by_day = [
        f"{words.day(day)} ({words.listing(sorted(n for n, own in days.items() if own == day))})"
        for day in sorted(set(days.values()))
    ]
    return f"State of the records: {'; '.join(by_day)}."


def beside(here: str, judged_on: date, days: Days) -> str:
    """The day of one jurisdiction, and the days of the others; empty where it is one day."""
    others = sorted({day for name, day in days.items() if name != here})
    if set(others) <= {judged_on}:
        return ""
    first, last = words.day(others[0]), words.day(others[-1])
    of_others = first if first == last else f"from {first} to {last}"
    own = f"{words.day(judged_on)} ({here})"
    return f"State of the records: {own}; other jurisdictions {of_others}."
