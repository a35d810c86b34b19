"""Truth as a submission writes it: dates, sums and answers as text, frames in the order sent."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl

from schemas import tables
from seed.made_up.records.draw import Flags, Numbers, Parts, Words, words_of
from seed.made_up.world.character import EXTRACTED_ON

_EPOCH = date(1970, 1, 1)
_FIRST = date(1995, 1, 1)
EXTRACTED = (EXTRACTED_ON - _EPOCH).days
# A day that never comes: like all after the extraction, it is written as a blank cell.
NEVER = 1_000_000
_LENGTH_BY_PRECISION = (10, 7, 4)


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days since 1970-01-01."""
    return (date(year, month, day) - _EPOCH).days


def _calendar() -> Words:
    days = [
        (_FIRST + timedelta(days=at)).isoformat() for at in range((EXTRACTED_ON - _FIRST).days + 1)
    ]
    rows = [[*(day[:length] for day in days), None] for length in _LENGTH_BY_PRECISION]
    return np.array(rows, dtype=object)


_CALENDAR = _calendar()


def dates(days: Numbers, precision: Numbers) -> Words:
    """Days as text, of precision 0 day, 1 month, 2 year; blank where it has not happened yet."""
    place = np.where(days > EXTRACTED, _CALENDAR.shape[1] - 1, days - day_number(_FIRST.year))
    return _CALENDAR[precision, place]


def answers(truth: Flags) -> Words:
    """yes and no."""
    return np.array(["no", "yes"], dtype=object)[truth.astype(np.int64)]


def cents(amounts: Parts) -> Numbers:
    return (amounts * 100).astype(np.int64)


def money(amounts: Numbers, known: Flags) -> Words:
    """Cents as a decimal amount; blank where it is not known."""
    texts = [
        f"{cent // 100}.{cent % 100:02d}" if is_known else None
        for cent, is_known in zip(amounts.tolist(), known.tolist(), strict=True)
    ]
    return words_of(texts)


def integers(numbers: Numbers, known: Flags) -> Words:
    pairs = zip(numbers.tolist(), known.tolist(), strict=True)
    return words_of([str(number) if is_known else None for number, is_known in pairs])


def frame(name: str, columns: Mapping[str, Words]) -> pl.DataFrame:
    """The columns of a table, all text, in the order sent; those not given are blank."""
    sent = [column.name for column in tables.sent_columns(tables.METADATA.tables[name])]
    if strange := set(columns) - set(sent):
        raise AssertionError(f"{name} has no columns {sorted(strange)}")
    rows = len(next(iter(columns.values())))
    blank = np.full(rows, None, dtype=object)
    return pl.DataFrame(
        [
            pl.Series(column, columns.get(column, blank).tolist(), dtype=pl.String, strict=True)
            for column in sent
        ]
    )
