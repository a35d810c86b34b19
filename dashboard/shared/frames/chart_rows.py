"""Result rows as charts take them: numbers where the status lets them stand, words always."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from metrics import results
from metrics.release import row as released

Row = Mapping[str, Any]
REGION, VERDICT = ("region_low", "region_high"), ("verdict_low", "verdict_high")
NUMBERS = ("value", "low", "high", "chance_low", "chance_high", *REGION, *VERDICT)
BOUNDS = ("bound_low", "bound_high", "sure_low", "sure_high")
# Missing-data bounds may stand beside a value, and in its place where too much is unknown.
WITH_BOUNDS = (words.SHOWN, "bounds_only")


def obey_status(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `value`, `low`, `high` and bounds blank where their status forbids them.

    `low` and `high` become those of a verdict (`metrics.limits`); `chance_low` and `chance_high`
    allow for chance alone, `sure_low` and `sure_high` for the unknown too and stand wherever bounds
    may. Adds `number` and `glyph` (what stands in its place), one of them empty,
    `says` (the number or why there is none), `known` (how many stand behind it) and `between`, the
    interval in words of what reads `<10 %`. Durations turn from days into what they are told in.
    """
    records = each_row(rows)
    ends = [results.limits(row) for row in records]
    numbers = {
        **{name: rows[name] for name in ("value", *REGION, "bound_low", "bound_high")},
        **{name: rows[name] for name in VERDICT if name in rows},
        **{name: [end[side] for end in ends] for side, name in enumerate(("low", "high"))},
        "chance_low": rows["low"],
        "chance_high": rows["high"],
        "sure_low": rows[REGION[0]],
        "sure_high": rows[REGION[1]],
    }
    stand = {
        **dict.fromkeys(NUMBERS, rows["status"] == words.SHOWN),
        **dict.fromkeys(BOUNDS, rows["status"].isin(WITH_BOUNDS)),
    }
    of_one = np.array([words.per_drawn(row) for row in records])
    told = {
        "number": [words.value(row) if words.shown(row) else "" for row in records],
        "glyph": [glyph(row) for row in records],
        "says": [words.row_text(row) for row in records],
        "known": [words.row_basis(row) for row in records],
        "between": [words.interval(row) if words.coded(row) else "" for row in records],
    }
    drawn = {
        name: np.where(stand[name], _floats(of), np.nan) / of_one for name, of in numbers.items()
    }
    return rows.assign(**drawn, **told)


def ends(row: Row) -> tuple[float, float] | None:
    """Between which parts of 1 a share without a value lies: its bounds, or what is told of it.

    `<10 %` lies from 0 to 0.1; None where nothing is told.
    """
    if row["kind"] != "Share":
        return None
    if row["status"] == words.BOUNDS_ONLY and words.bounds(row):
        return row["bound_low"], row["bound_high"]
    if not words.coded(row) or (told := released.coded(row)) is None:
        return None
    sign, end = told
    return (0.0, end) if sign == released.SIGNS[0] else (end, 1.0)


def with_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `obey_status` for a drawing: where there is no value, bounds are the `ends`.

    No row of a file: `<10 %` is nothing that unknown records could change.
    """
    told = [None if words.shown(row) else ends(row) for row in each_row(rows)]
    drawn = {
        name: [own if end is None else end[side] for own, end in zip(rows[name], told, strict=True)]
        for side, name in enumerate(("bound_low", "bound_high"))
    }
    return rows.assign(**drawn)


def _floats(numbers: Iterable[object]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    if isinstance(numbers, pd.Series) and numbers.dtype == np.float64:
        return numbers.to_numpy()
    return np.asarray(pd.to_numeric(pd.Series(numbers)), dtype=float)


def glyph(row: Row) -> str:
    """What stands in a chart in the place of a value that is not shown; empty for the others."""
    return "" if words.shown(row) else words.sign(row)
