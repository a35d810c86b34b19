"""What differs between two releases: each printed number before and after."""

from collections.abc import Iterator

import polars as pl

from metrics.release.content import Content
from metrics.release.exact import KEYS
from metrics.release.printed_rows import NUMBERS
from metrics.release.rounded_numbers import LEAST_SHOWN
from metrics.release.row import CODES, HIDDEN, Row, coded, hides

STATUS, NOT_TOLD = "status", "not told"
COLUMNS = (*KEYS, "what", "before", "after")
# All of a row that is read as text.
READ = [*KEYS, *NUMBERS, HIDDEN, STATUS]


def differences(before: Content, after: Content) -> pl.DataFrame:
    """COLUMNS, a line for each number that reads otherwise, in words as they are printed.

    `not told` is what one of the two has no row of; of the other only its status is given then.
    """
    # Hardly any row differs, and each takes its time to be put into words.
    old = _by_key(before.rows.join(after.rows, on=READ, how="anti", nulls_equal=True))
    new = _by_key(after.rows.join(before.rows, on=READ, how="anti", nulls_equal=True))
    lines = [
        (*key, *change)
        for key in sorted({**old, **new})
        for change in _changes(old.get(key), new.get(key))
    ]
    return pl.DataFrame(lines, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _by_key(rows: pl.DataFrame) -> dict[tuple[str, ...], Row]:
    return {tuple(str(row[name]) for name in KEYS): row for row in rows.iter_rows(named=True)}


def _changes(old: Row | None, new: Row | None) -> Iterator[tuple[str, str, str]]:
    if old is None or new is None:
        before, after = (NOT_TOLD if row is None else str(row[STATUS]) for row in (old, new))
        yield STATUS, before, after
        return
    before_by_name, after_by_name = _printed(old), _printed(new)
    for name, before in before_by_name.items():
        if before != (after := after_by_name[name]):
            yield name, before, after


def _printed(row: Row) -> dict[str, str]:
    """Each number of a row as it is read: "<10" and "<0.1" where no more is told of it."""
    texts = {
        name: f"<{LEAST_SHOWN}" if hides(row, name) else _text(row[name])
        for name in NUMBERS
        if name not in CODES
    }
    if (end := coded(row)) is not None:
        texts["value"] = f"{end[0]}{_text(end[1])}"
    return {**texts, STATUS: str(row[STATUS])}


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"
