"""What the cells of a source column look like: yes and no, dates, numbers, codes, ids or text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from seed.mapping.dates import date_format
from seed.mapping.formats import NumberFormat
from seed.mapping.report import Values
from seed.mapping.shown import values_of

# A column looks like what nearly all of its cells are: real exports have faulty cells.
MOST = 0.95
# So many cells tell how a column looks.
ENOUGH = 20_000
# More different values than these are no closed list.
MOST_CODES = 40
# In a list the values come again: on average at least this often.
LEAST_REPEATED = 3
YES_NO = {"yes", "no", "y", "n", "true", "false", "t", "f", "0", "1", "oui", "non", "si", "sí"}
FULL_DATES = (
    "YYYY-MM-DD",
    "YYYY-MM-DD 00:00:00",
    "YYYY/MM/DD",
    "DD.MM.YYYY",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "DD Mon YYYY",
    "YYYY-MM",
    "MM/YYYY",
)
YEAR = "YYYY"
_YEAR = r"^(19[5-9][0-9]|20[0-9]{2})$"
_DATED_NAME = re.compile(r"date|year|_on$|_at$|day|month|annee|año|jahr", re.IGNORECASE)
_ID = r"^[A-Za-z0-9._-]{1,64}$"
_SIGN = r"(?:[$€£¥₹]|[A-Z]{3})"
NUMBERS: tuple[tuple[str, NumberFormat], ...] = (
    (r"^-?[0-9]+(\.[0-9]+)?$", NumberFormat()),
    (r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", NumberFormat(thousands=",")),
    (
        r"^-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?$",
        NumberFormat(decimal=",", thousands="."),
    ),
    (r"^-?([0-9]{1,3}( [0-9]{3})+|[0-9]+)(,[0-9]+)?$", NumberFormat(decimal=",", thousands=" ")),
    (r"^-?([0-9]{1,3}('[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", NumberFormat(thousands="'")),
)


class Looks(StrEnum):
    """What the cells of a column look like."""

    BLANK = "blank"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    ID = "id"
    TEXT = "text"


@dataclass(frozen=True)
class Look:
    """How a column looks, and how its dates or numbers are written.

    Two formats of `date` mean that day and month cannot be told apart. `values` are those of a
    column with few of them.
    """

    looks: Looks
    date: tuple[str, ...] = ()
    number: NumberFormat | None = None
    values: Values = field(default_factory=Values)


def look_of(name: str, cells: pl.Series) -> Look:
    """How the cells of the column `name` look: text, null where blank."""
    known = cells.drop_nulls()
    if known.is_empty():
        return Look(Looks.BLANK)
    distinct = known.n_unique()
    words = set(known.unique()[: len(YES_NO) + 1].str.to_lowercase())
    if distinct <= len(YES_NO) and distinct > 1 and words <= YES_NO:
        return Look(Looks.YES_NO, values=values_of(known, always=known.unique()))
    sample = known[:ENOUGH]
    if formats := _dates(name, sample):
        return Look(Looks.DATE, date=formats)
    is_listed = distinct <= MOST_CODES and known.len() >= LEAST_REPEATED * distinct
    number = next((form for shape, form in _numbers(sample) if _fits(sample, shape)), None)
    # Few values may be codes, whatever they look like: a person can say what each is.
    values = values_of(known, always=_short(known)) if distinct <= MOST_CODES else Values()
    if number is not None and not (is_listed and number == NumberFormat() and _is_short(known)):
        return Look(Looks.NUMBER, number=number, values=values)
    if is_listed:
        return Look(Looks.CODE, values=values)
    return Look(Looks.ID if _fits(sample, _ID) else Looks.TEXT, values=values)


def _fits(cells: pl.Series, pattern: str) -> bool:
    return cells.str.contains(pattern).sum() >= MOST * cells.len()


def _is_short(cells: pl.Series) -> bool:
    """Whether numbers are of one or two digits, as codes are."""
    return bool((cells.str.len_chars() <= 2).all())


def _short(cells: pl.Series) -> Iterator[str]:
    """The numbers of one or two digits: codes that tell of nobody, however rare they are."""
    yield from cells.filter(cells.str.contains("^[0-9]{1,2}$")).unique()


def _dates(name: str, cells: pl.Series) -> tuple[str, ...]:
    """The formats in which nearly all cells are dates; several only where none is better."""
    shares = {words: _dated(cells, words) for words in FULL_DATES}
    best = max(shares.values())
    if best >= MOST:
        return tuple(words for words, share in shares.items() if share == best)
    if _fits(cells, _YEAR) and _DATED_NAME.search(name):
        return (YEAR,)
    return ()


def _dated(cells: pl.Series, words: str) -> float:
    written = date_format(words)
    assert written is not None
    shaped = cells.filter(cells.str.contains(written.pattern))
    whole = shaped + written.filler
    days = whole.str.to_date(written.chrono, strict=False)
    return days.drop_nulls().len() / cells.len()


def _numbers(cells: pl.Series) -> Iterator[tuple[str, NumberFormat]]:
    """The shapes of numbers: plain, then with the sign that the first cell has before or behind."""
    yield from NUMBERS
    before = re.match(rf"-?({_SIGN} ?)[0-9]", cells[0])
    after = re.search(rf"[0-9]( ?{_SIGN})$", cells[0])
    for shape, form in NUMBERS:
        if before:
            sign = re.escape(before[1])
            yield shape.replace("^-?", f"^-?{sign}"), replace(form, before=before[1])
        if after:
            yield shape.removesuffix("$") + re.escape(after[1]) + "$", replace(form, after=after[1])
