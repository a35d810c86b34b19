"""What the cells of a source column look like: yes and no, dates, numbers, codes, ids or text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from seed.mapping.language.dates import date_format
from seed.mapping.language.formats import NumberFormat, dated
from seed.mapping.language.months import LANGUAGES
from seed.mapping.reading.report import Values
from seed.mapping.reading.shown import values_of

# A column looks like what nearly all of its cells are: real exports have faulty cells.
MOST = 0.95
# Spelt months have more slips and more ways than figures.
MOST_NAMED = 0.8
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
# Dates with the name of a month; in some languages the first of a month is written otherwise.
MONTH_DATES = (
    "DD Month YYYY",
    "DD de Month de YYYY",
    "DD Month de YYYY",
    "DD. Month YYYY",
    "DD-Month-YYYY",
    "Month DD, YYYY",
    "Month DD YYYY",
    "Month YYYY",
)
FIRSTS = ("DDer Month YYYY", "DDº de Month de YYYY", "DD.º de Month de YYYY", "DDº Month YYYY")
_YEAR = r"^(19[5-9][0-9]|20[0-9]{2})$"
_DATED_NAME = re.compile(r"date|year|_on$|_at$|day|month|ann[eé]e|\ba[nñ]o\b|jahr", re.IGNORECASE)
_ID = r"^[A-Za-z0-9._-]{1,64}$"
_SIGN = r"(?:[$€£¥₹]|[A-Z]{3})"
# A word behind a number with a blank between them is its unit: 24 mois.
_UNIT = rf"(?:\s?{_SIGN}|\s[^\W\d_]{{2,9}})"
# What may stand behind the number of an id and cannot stand in one: 511/PR.
_ID_END = re.compile(r"^[0-9]+(/[^\W\d_]{1,6})$")
NUMBERS: tuple[tuple[str, NumberFormat], ...] = (
    (r"^-?[0-9]+(\.[0-9]+)?$", NumberFormat()),
    (r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", NumberFormat(thousands=",")),
    (
        r"^-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?$",
        NumberFormat(decimal=",", thousands="."),
    ),
    (r"^-?([0-9]{1,3}( [0-9]{3})+|[0-9]+)(,[0-9]+)?$", NumberFormat(decimal=",", thousands=" ")),
    (r"^-?([0-9]{1,3}('[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", NumberFormat(thousands="'")),
    # Blanks at which no line breaks.
    *(
        (
            rf"^-?([0-9]{{1,3}}({sign}[0-9]{{3}})+|[0-9]+)(,[0-9]+)?$",
            NumberFormat(decimal=",", thousands=sign),
        )
        for sign in ("\u00a0", "\u202f")
    ),
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

    Two formats of `date` mean that day and month cannot be told apart, unless they name months, in
    a `language`. `values` are those of a column with few of them. An id has a `number` where
    something stands behind it that no id may have.
    """

    looks: Looks
    date: tuple[str, ...] = ()
    language: str = ""
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
    if look := _dated_look(name, sample):
        return look
    return _undated(known, sample, distinct)


def _dated_look(name: str, cells: pl.Series) -> Look | None:
    if formats := _dates(name, cells):
        return Look(Looks.DATE, date=formats)
    if named := _month_dates(cells):
        return Look(Looks.DATE, date=named[0], language=named[1])
    return None


def _undated(known: pl.Series, sample: pl.Series, distinct: int) -> Look:
    is_listed = distinct <= MOST_CODES and known.len() >= LEAST_REPEATED * distinct
    number = _written(sample)
    # Few values may be codes, whatever they look like: a person can say what each is.
    values = values_of(known, always=_short(known)) if distinct <= MOST_CODES else Values()
    if number is not None and not (is_listed and number == NumberFormat() and _is_short(known)):
        return Look(Looks.NUMBER, number=number, values=values)
    if is_listed:
        return Look(Looks.CODE, values=values)
    if (end := _ID_END.match(known[0])) and known.str.ends_with(end[1]).all():
        return Look(Looks.ID, number=NumberFormat(after=end[1]), values=values)
    return Look(Looks.ID if _fits(sample, _ID) else Looks.TEXT, values=values)


def _month_dates(cells: pl.Series) -> tuple[tuple[str, ...], str] | None:
    """The formats with names of months in which nearly all cells are dates, and the language."""
    few = cells.unique(maintain_order=True)
    if not _fits(few, r"[0-9]{4}") or not few.str.contains(r"[^\W\d_]{3}").any():
        return None
    likeliest = [
        max((_named(few, (words,), language), words, language) for words in MONTH_DATES)
        for language in LANGUAGES
    ]
    _, words, language = max(likeliest, key=lambda one: one[0])
    formats = (words, *(f for f in FIRSTS if _named(few, (f,), language)))
    return (formats, language) if _named(few, formats, language) >= MOST_NAMED else None


def _named(cells: pl.Series, formats: tuple[str, ...], language: str) -> float:
    written = [date_format(words, (language,)) for words in formats]
    days = cells.to_frame("cell").select(
        pl.coalesce(dated(pl.col("cell"), one) for one in written if one is not None)
    )
    return days.to_series().drop_nulls().len() / cells.len()


def _written(cells: pl.Series) -> NumberFormat | None:
    """The format in which most cells are numbers, and nearly all: $17,052 among many $0 counts."""
    shares = [(_share(cells, shape), form) for shape, form in _numbers(cells)]
    # The first of those that are alike.
    most, form = max(shares, key=lambda one: one[0])
    return form if most >= MOST else None


def _fits(cells: pl.Series, pattern: str) -> bool:
    return _share(cells, pattern) >= MOST


def _share(cells: pl.Series, pattern: str) -> float:
    return int(cells.str.contains(pattern).sum()) / cells.len()


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
    if _fits(cells, _YEAR) and _DATED_NAME.search(unicodedata.normalize("NFC", name)):
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
    after = re.search(rf"[0-9]({_UNIT})$", cells[0])
    for shape, form in NUMBERS:
        if before:
            sign = re.escape(before[1])
            yield shape.replace("^-?", f"^-?{sign}"), replace(form, before=before[1])
        if after:
            yield shape.removesuffix("$") + re.escape(after[1]) + "$", replace(form, after=after[1])
