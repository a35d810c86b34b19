"""How one case counts in a measure, and why: in words, from the numbers of its units."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from metrics import Measure, examples

Row = Mapping[str, Any]
PARTS = ("yes", "no", "unknown", "young", "gap", "left_out")
REST = ("unknown", "not yet due", "not recorded", "left out")
UNDATED = "undated"
# By kind the column that decides between yes and no, or holds what is used.
ASKED = {
    "Count": "counted",
    "Amount": "added_up",
    "Share": "numerator",
    "AmountRatio": "numerator",
    "Duration": "ends_on",
    "Median": "values",
    "Rate": "events",
    "FlowRatio": "resolved_on",
}


def verdict(measure: Measure, row: Row) -> str:
    """`Yes`, or `2 yes, 1 no` where the case has several of the measure's unit."""
    parts = list(_parts(measure, row))
    if row["units"] == 1:
        return words.code(parts[0][1]) if parts else "Left out"
    return ", ".join(f"{number} {label}" for _, label, number in parts)


def _parts(measure: Measure, row: Row) -> Iterator[tuple[str, str, int]]:
    """The parts that are not empty: name, what it is called for the kind of measure, how many."""
    labels = (*examples.VERDICTS.get(measure.kind, ("yes", "no")), *REST)
    for name, label in zip(PARTS, labels, strict=True):
        if row[name]:
            yield name, label, int(row[name])


def why(measure: Measure, row: Row) -> str:
    """What each part of the verdict rests on."""
    several = row["units"] != 1
    reasons = []
    for name, label, _ in _parts(measure, row):
        reason = REASONS[name](measure, row)
        reasons.append(f"{label} ({reason})" if several else reason)
    text = "; ".join(reasons)
    # Not as a code: names of columns keep their underscores.
    return text[:1].upper() + text[1:]


def year(row: Row) -> str:
    """The year or years in which it counts, or that it is undated."""
    first, last = row["first_on"], row["last_on"]
    if first is None or pd.isna(first):
        return UNDATED
    return words.period(first.year, last.year)


def _answered(measure: Measure, _: Row) -> str:
    return _meaning(asks(measure))


def _denied(measure: Measure, _: Row) -> str:
    return f"not so: {_meaning(asks(measure))}"


def _unknown(measure: Measure, _: Row) -> str:
    columns = [name for name in _needed(measure) if "." in name]
    read = f"; it is read from {words.listing(columns)}" if columns else ""
    return f"the records do not say: {_meaning(asks(measure))}{read}"


def _young(measure: Measure, row: Row) -> str:
    due = row["due_on"]
    since = _meaning(measure.dated_by)
    if due is None or pd.isna(due):
        return f"too young: {since}"
    return f"judged from {words.day(_day(due))} on; counted from: {since}"


def _gap(measure: Measure, _: Row) -> str:
    return f"the source does not record {words.listing(_needed(measure))}"


def _needed(measure: Measure) -> list[str]:
    """All that may be lacking, what something stands in for included."""
    groups = (name for group in measure.needs_one_of for name in group)
    return list(dict.fromkeys((*measure.needs, *groups)))


def _left_out(measure: Measure, _: Row) -> str:
    return f"not so: {_meaning(next(measure.truths()))}"


REASONS = {
    "yes": _answered,
    "no": _denied,
    "unknown": _unknown,
    "young": _young,
    "gap": _gap,
    "left_out": _left_out,
}


def asks(measure: Measure) -> Any:
    """The column on which the verdict of a measure rests."""
    return getattr(measure, ASKED[measure.kind])


def _meaning(column: Any) -> str:
    """What a column says, without how its unknowns are told."""
    meaning = str(column.info["meaning"]).partition(";")[0]
    return words.within(meaning)


def _day(when: date | pd.Timestamp) -> date:
    return pd.Timestamp(when).date()


def tally(rows: pd.DataFrame) -> str:
    """In how many measures the case counts, is too young, and is left out, in words."""
    counts = rows[["yes", "no", "unknown"]].sum(axis=1) > 0
    known = rows[["yes", "no"]].sum(axis=1) > 0
    young = ~counts & (rows["young"] > 0)
    others = (
        (int((counts & ~known).sum()), "lacks a record", "lack a record"),
        (int(young.sum()), "is not yet due", "are not yet due"),
        (int((~counts & ~young).sum()), "leaves it out", "leave it out"),
    )
    told = words.listing([words.counted(number, *does) for number, *does in others if number])
    first = f"It counts in {words.counted(int(known.sum()), 'measure')}."
    return f"{first} Of the others {told}." if told else first
