"""Ids that are no pseudonyms: they tell who a person is, or are hashes that anybody can undo."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl

from schemas import columns, findings, personal_forms, tables
from seed.gate import id_words, national_numbers
from seed.gate.table_rows import FILE, ROW, TableRows

# Length in hexadecimal digits -> the hash that has it.
ALGORITHMS = {32: hashlib.md5, 40: hashlib.sha1, 64: hashlib.sha256}

HIGHEST_NUMBER = 1_000_000

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2030, 12, 31)

# The first 64 bits tell a hash from any other; two of these meet by chance once in 10^7 columns.
BYTES, DIGITS = 8, 16


# Offices are not persons: their ids may tell what they are.
OPEN = frozenset({"offices", "coverage"})
# Of an id, and of the number in it that is no national one.
PROVEN = "^[A-Za-z0-9._-]{1,64}$"
LONGEST_NUMBER = 7
FIRST = ", the first in row"


def telling(rows: TableRows, country: str) -> Iterator[findings.Finding]:
    """A finding per column of ids that are no pseudonyms; each stops the whole submission.

    The numbers of persons of that country (ISO 3166-1) are known one by one, others' by many.
    """
    own = [name for name in _own(rows.table) if name in rows.sent]
    if rows.table.name in OPEN or rows.frame.is_empty() or not own:
        return
    for name in own:
        ids = rows.frame[name]
        for what, at in personal(ids, country):
            if at.any():
                yield _found(rows, name, what, rows.frame.select(FILE, ROW).filter(at))


def personal(ids: pl.Series, country: str) -> Iterator[tuple[str, pl.Series]]:
    """What ids may be, and which of them are."""
    form = _form(ids)
    if form is not None:
        yield form.what, ids.str.contains(form.pattern).fill_null(value=False)
    if form is None or form.what != personal_forms.NATIONAL:
        yield personal_forms.NATIONAL, national_numbers.among(ids, country)
    what = "plain hashes of small numbers or of days, which are undone by trying all"
    yield what, are_plain_hashes(ids)


def is_code(ids: pl.Series) -> bool:
    """Whether it can be proven that none of these ids tells who a person is.

    A long number is no proof: it may be a national one of a form that is not known here.
    """
    known = ids.drop_nulls()
    return not (
        known.is_empty()
        or (~known.str.contains(PROVEN)).any()
        or known.str.contains(f"[0-9]{{{LONGEST_NUMBER + 1},}}").any()
        or id_words.words(known).any()
        or id_words.dockets(known).any()
        or _form(known) is not None
    )


def _own(table: tables.Table) -> list[str]:
    """The ids that are the table's own: those of parents are looked at where the parents stand."""
    of_parents = {name for parent in tables.parents_of(table) for name in parent.columns}
    ids = [c.name for c in table.c if columns.field_of(c).kind is columns.Kind.ID]
    return [name for name in ids if name not in of_parents]


def _form(ids: pl.Series) -> personal_forms.Form | None:
    """The first form of which there are more ids than chance explains."""
    filled = ids.len() - ids.null_count()
    for form in personal_forms.FORMS_OF_IDS:
        number = ids.str.contains(form.pattern).sum()
        if number >= form.fewest and number > form.share * filled:
            return form
    return None


def _found(rows: TableRows, name: str, what: str, at: pl.DataFrame) -> findings.Finding:
    file, row = at.select(FILE, ROW).row(0)
    wording = (
        f"there are ids that look like {what}{FIRST} {row:,}. An id must not tell who a"
        " person is: draw ids at random, or make pseudonyms, by pseudonym = true in the mapping or"
        " by prosecution-quality pseudonymise."
    )
    return findings.Finding(rows.files[file], "privacy.id", wording, column=name)


def are_plain_hashes(ids: pl.Series) -> pl.Series:
    """For each id, in lower or upper case, whether it is such a hash; NULL counts as no."""
    length = ids.str.len_bytes()
    is_plain = pl.repeat(value=False, n=ids.len(), eager=True)
    for digits in ALGORITHMS:
        if not (of_length := length == digits).any():
            continue
        start = ids.to_frame().select(pl.when(of_length).then(pl.all())).to_series()
        number = start.str.slice(0, DIGITS).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
        if number.null_count() < number.len():
            is_plain |= number.is_in(_of_guesses(digits).implode()).fill_null(value=False)
    return is_plain


@cache
def _of_guesses(digits: int) -> pl.Series:
    """The beginnings of the hashes of all guesses: 10 MB, made in a second when first asked for."""
    algorithm = ALGORITHMS[digits]
    beginnings = b"".join(algorithm(guess).digest()[:BYTES] for guess in _guesses())
    return pl.Series(values=np.frombuffer(beginnings, dtype=">u8").astype(np.uint64))


def _guesses() -> Iterator[bytes]:
    for number in range(HIGHEST_NUMBER + 1):
        yield b"%d" % number
    for days in range((LAST_DAY - FIRST_DAY).days + 1):
        on = FIRST_DAY + timedelta(days)
        year, month, day = b"%04d" % on.year, b"%02d" % on.month, b"%02d" % on.day
        for sign in (b"-", b"/", b".", b""):
            yield sign.join((year, month, day))
            yield sign.join((day, month, year))
        yield b"/".join((month, day, year))
