"""What random rows are made of: codes, amounts and dates, each with its gaps."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from schemas import vocabulary as v
from tests.literals import Row

FIRST_DAY = date(2018, 1, 1)
# Both sides of every limit in days, and of the months that are counted in.
STEPS = (0, 1, 5, 6, 29, 30, 31, 89, 90, 91, 200, 365, 366, 500, 730, 731)
# A currency without a reference rate, and one that ended.
FOREIGN = ("USD", "NGN", "HRK")


def code(random: Random, codes: type[StrEnum], *, known: float = 0.8) -> str:
    """One of the codes, or `unknown`."""
    values = [c.value for c in codes if c.value not in ("unknown", "not_applicable")]
    return random.choice(values) if random.random() < known else "unknown"


def yes_no(random: Random) -> str:
    return random.choice(["yes", "yes", "no", "no", "unknown", "not_applicable"])


def money(random: Random) -> Decimal | None:
    return random.choice([None, Decimal(0), Decimal(random.randint(1, 90_000)) / 100])


def foreign_or(random: Random, home: str) -> str:
    return home if random.random() < 0.75 else random.choice(FOREIGN)


def sample(random: Random, codes: Iterable[v.Technique], *, chance: float) -> list[str]:
    """None, or a few different codes of the list."""
    values = [c.value for c in codes]
    return random.sample(values, random.randint(1, 2)) if random.random() < chance else []


def unique(rows: list[Row], *key: str) -> list[Row]:
    return list({tuple(r.get(k) for k in key): r for r in rows}.values())


def _given(random: Random, name: str, day: date) -> Row:
    """A date known to the day, the month or the year."""
    precision = random.choice(["day", "day", "day", "month", "year"])
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}
    return {name: first[precision], f"{name}_precision": precision}


def dated(random: Random, row: Row, *names: str) -> Row:
    """The row with dates in the order named, some blank, some known to the month or year only."""
    day = FIRST_DAY + timedelta(days=random.randint(0, 2900))
    for name in names:
        day += timedelta(days=random.choice(STEPS))
        if random.random() < 0.75:
            row = row | _given(random, name, day)
    return row


def later(random: Random, row: Row, start: str, name: str) -> Row:
    """The row with one more date, some days after another that it has, or a little before."""
    first = row.get(start) or FIRST_DAY + timedelta(days=random.randint(0, 2900))
    return row | _given(random, name, first + timedelta(days=random.choice((-20, *STEPS))))
