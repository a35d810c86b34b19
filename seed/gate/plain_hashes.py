"""The hashes that anybody can undo: of small numbers and of days, in the usual spellings."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl

# Length in hexadecimal digits -> the hash that has it.
ALGORITHMS = {32: hashlib.md5, 40: hashlib.sha1, 64: hashlib.sha256}
HIGHEST_NUMBER = 1_000_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2030, 12, 31)
# The first 64 bits tell a hash from any other; two of these meet by chance once in 10^7 columns.
BYTES, DIGITS = 8, 16


def among(ids: pl.Series) -> pl.Series:
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
