"""Result rows as charts take them: numbers where the status lets them stand, words always."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from metrics import Measure, catalogue, kinds, limits, options
from metrics.release import row as released

Row = Mapping[str, Any]
# Which way is better, as a table has room for it.
BETTER = {"higher is better": "higher", "lower is better": "lower", "context": "neither"}
REGION, VERDICT = ("region_low", "region_high"), ("verdict_low", "verdict_high")
NUMBERS = ("value", "low", "high", "chance_low", "chance_high", *REGION, *VERDICT)
BOUNDS = ("bound_low", "bound_high", "sure_low", "sure_high")
# Missing-data bounds may stand beside a value, and in its place where too much is unknown.
WITH_BOUNDS = (words.SHOWN, "bounds_only")


def obeying(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `value`, `low`, `high` and bounds blank where their status forbids them.

    `low` and `high` become those of a verdict (`metrics.limits`); `chance_low` and `chance_high`
    allow for chance alone, `sure_low` and `sure_high` for the unknown too and stand wherever bounds
    may. Adds `number` and `glyph` (what stands in its place), one of them empty,
    `says` (the number or why there is none), `known` (how many stand behind it) and `between`, the
    interval in words of what reads `<10 %`. Durations turn from days into what they are told in.
    """
    records = each_row(rows)
    ends = [limits.of(row) for row in records]
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
        "says": [says(row) for row in records],
        "known": [counted(row) for row in records],
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
    """Rows of `obeying` for a drawing: `bound_low` and `bound_high` are the `ends` where there is
    no value. No row of a file: `<10 %` is nothing that unknown records could change.
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


def says(row: Row) -> str:
    """The row in a few words: `54 % (47–61), 98 of 181`, or its status and what is known."""
    status = row["status"]
    if status == words.SHOWN:
        return _number(row)
    if coded := words.coded(row):
        return _with(row, coded)
    absent = words.why_none(row).words
    if possible := words.possible(row):
        return f"{absent}: {possible}"
    if status == "too_few" and row["kind"] == "Share" and (of_few := parts(row)):
        return f"{absent}: {of_few}"
    return absent


def counted(row: Row) -> str:
    """How many units or how much money stand behind the row; of a count the count itself."""
    if row["kind"] == "Count":
        return words.value(row) if words.shown(row) else ""
    if not _is_of_some(row):
        return ""
    if row["kind"] in ("Rate", "FlowRatio"):
        of = "for" if row["kind"] == "Rate" else "of"
        return f"{of} {words.tally(row, 'denominator')}"
    if row["kind"] == "AmountRatio":
        return f"{_to(row)} {_below(row)}"
    return words.of_units(row)


def _number(row: Row) -> str:
    if not words.known(row["value"]):
        return words.why_none(row).words
    return _with(row, words.value(row))


def _with(row: Row, value: str) -> str:
    """The value with its interval, what it is made of and which release it is of."""
    between = words.interval(row)
    number = f"{value} ({between})" if between else value
    return ", ".join(filter(None, (number, parts(row), words.earlier(row))))


def _is_of_some(row: Row) -> bool:
    """Whether anything is counted under it; what reads "<10" may be."""
    is_hidden = words.hides(row, "denominator")
    return is_hidden or bool(words.known(row["denominator"]) and row["denominator"])


def parts(row: Row) -> str:
    """The numbers a row's value is made of; empty for counts, and where nothing was counted."""
    if not _is_of_some(row):
        return ""
    match row["kind"]:
        case "Share":
            numerator, denominator = (words.tally(row, of) for of in ("numerator", "denominator"))
            return f"{words.about(row, numerator)} of {denominator}"
        case "Amount" | "AmountRatio":
            return _of_sum(row)
        case "Duration" | "Median":
            return words.of_units(row)
        case "Rate" | "FlowRatio":
            return _flow(row)
        case _:
            return ""


def _of_sum(row: Row) -> str:
    """What a sum is divided by; of how many it is, and how many are no part of it."""
    if row["kind"] == "AmountRatio":
        above = words.amount(row["numerator"], row.get("currency") or "")
        return f"{above} {_to(row)} {_below(row)}"
    unknown = words.tally(row, "unknown")
    more = f", {unknown} more unknown" if unknown not in ("", "0") else ""
    return f"of {words.about(row, words.tally(row, 'denominator'))}{more}"


def _flow(row: Row) -> str:
    above, below = (words.tally(row, end) for end in ("numerator", "denominator"))
    if row["kind"] == "Rate":
        return f"{above} for {below}"
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if isinstance(measure, kinds.FlowRatio) and measure.flow is kinds.Flow.DISPOSITION:
        return f"{above} pending, {below} resolved"
    return f"{above} resolved for {below} that came in"


def _to(row: Row) -> str:
    """A part is `of` the whole; money is so much `for` so many things."""
    return "of" if words.kind_of(row) == "AmountRatio" else "for"


def _below(row: Row) -> str:
    """What an amount is divided by: money in its currency, or things."""
    if words.kind_of(row) != "AmountRatio":
        return words.tally(row, "denominator")
    return words.amount(row["denominator"], row.get("currency") or "")


def basis(measure: Measure, chosen: options.Chosen) -> str:
    """Which units the sums of a ratio of amounts are over, how dated and how old.

    `awards (an award: granted and not 0) of which both are known (paid; awarded), dated by award,
    at least 12 months ago`
    """
    assert isinstance(measure, kinds.AmountRatio)
    above, below = (_meaning(side) for side in measure.sides)
    belonging = f"{measure.unit_words} ({_meaning(measure.eligible)})"
    return f"{belonging} of which both are known ({above}; {below}), {dated(measure, chosen)}"


def dated(measure: Measure, chosen: options.Chosen) -> str:
    """By which date units are in a period, and how old they must be."""
    window = measure.window(chosen)
    aged = f", at least {window} months ago" if window else ""
    return f"dated by {_meaning(measure.dated_by)}{aged}"


def _meaning(column: Any) -> str:
    """What a column says, without how its unknowns are told."""
    meaning = str(column.info["meaning"]).partition(";")[0]
    return words.within(meaning)


def largest(row: Row) -> str:
    """The largest single case's part of a sum: one case can make a ratio."""
    if not words.known(row["largest_share"]) or row["status"] != words.SHOWN:
        return ""
    return f"{words.share(row['largest_share'])} of it in one case"
