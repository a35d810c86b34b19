"""What the last import moved, in words: for the page, the command line and scripts."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from dashboard import words
from dashboard.report import figures
from dashboard.shared.frames.submissions import Import
from metrics import catalogue, results, twelve_digits
from metrics import import_impact as counted

Compared: TypeAlias = counted.Compared
Reading: TypeAlias = counted.Reading
Measures = Sequence[Compared]
TITLE = "What moved with the last import"
COLUMNS = ("Measure", "Years", "Before", "After", "Now")
HIGHER, LOWER = "↗ higher", "↘ lower"
# What `before` and `after` of an object for scripts hold.
PRINTED = ("numerator", "unknown", "denominator", "value", "status")
RULE = (
    "A value is named where it lies outside the region that it had before the import: its 95 %"
    " interval, with what was unknown. Before and after share nearly all records, so this is no"
    " test of chance; it says where to look."
)
FIRST = "{place}: {of} is all that is stored. There is nothing before it to compare with."
# Why nothing is said of measures.
WHY = {
    Reading.BREAK: "across a break: a changed definition or law, or other things collected",
    Reading.NOT_SHOWN: "without a value before or after",
    Reading.NO_REGION: "without a region: counts, sums and their ratios",
}


def name(of: Import) -> str:
    """`batch 13 (QVE), stored on 28 November 2026`."""
    return f"batch {of.batch_id} ({of.source}), stored on {words.day(of.stored_on)}"


def sentence(compared: Measures, of: Import, place: str) -> str:
    """How many measures moved beyond their region with the import; silence is said too."""
    beyond, within = (len(these(compared, one)) for one in (Reading.MOVED, Reading.WITHIN))
    if not beyond + within:
        return (
            f"{place}: nothing can be compared with the import of {name(of)}: no measure has a"
            " region before it and a value after it, on one side of every break."
        )
    if not beyond:
        return (
            f"{place}: nothing moved beyond its region with the import of {name(of)}."
            f" {words.counted(within, 'measure')} {'was' if within == 1 else 'were'} compared."
        )
    return (
        f"{place}: {words.count(beyond)} of {words.counted(beyond + within, 'measure')} moved"
        f" beyond {'its' if beyond == 1 else 'their'} region with the import of {name(of)}."
    )


def told(compared: Measures, of: Import, place: str) -> list[str]:
    """What is said of the import; first the answer, which stands alone where it is the first."""
    if of.is_first:
        return [FIRST.format(place=place, of=name(of))]
    return [sentence(compared, of, place), *filter(None, (untold(compared), RULE))]


def untold(compared: Measures) -> str:
    """Of how many measures nothing is said, and why; empty where something is of all."""
    said = [
        f"{_named(compared, reading)} {why}"
        for reading, why in WHY.items()
        if these(compared, reading)
    ]
    return f"Nothing is said of {'; of '.join(said)}." if said else ""


def table(compared: Measures, currency: str) -> pd.DataFrame:
    """The measures that moved with COLUMNS, all text, in the order of the catalogue."""
    lines = [
        (
            f"{one.measure} {catalogue.CATALOGUE[one.measure].title}",
            words.period(*(one.years or (None, None))),
            _number(one.before, currency),
            _number(one.after, currency),
            HIGHER if one.is_higher else LOWER,
        )
        for one in these(compared, Reading.MOVED)
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def numbers(compared: Measures, currency: str) -> pd.DataFrame:
    """The same as numbers: shares as parts of 1, durations in their unit, with limits and n."""
    return pd.DataFrame([_line(one, currency) for one in these(compared, Reading.MOVED)])


def _line(one: Compared, currency: str) -> dict[str, object]:
    measure = catalogue.CATALOGUE[one.measure]
    line: dict[str, object] = {
        "Measure": one.measure,
        "Title": measure.title,
        "Years": words.period(*(one.years or (None, None))),
        "Unit": figures.unit({"measure": one.measure, "currency": currency}),
    }
    for side, row in (("Before", one.before), ("After", one.after)):
        assert row is not None
        printed, per_drawn = _printed(row), words.per_drawn(row)
        drawn = {
            end: float(str(printed[end])) / per_drawn if words.known(printed[end]) else None
            for end in ("value", "low", "high")
        }
        line |= {
            side: drawn["value"],
            f"{side}: interval from": drawn["low"],
            f"{side}: interval to": drawn["high"],
            f"{side}: n": printed["denominator"],
            f"{side}: unknown": printed["unknown"],
        }
    return line | {"Now": HIGHER if one.is_higher else LOWER}


def for_scripts(compared: Measures) -> dict[str, object]:
    """The measures that moved with both numbers, and those of which nothing is said by reason."""
    return {
        "compared": len(these(compared, Reading.MOVED)) + len(these(compared, Reading.WITHIN)),
        "moved": [_object(one) for one in these(compared, Reading.MOVED)],
        "nothing_said": {
            str(reading): [one.measure for one in these(compared, reading)] for reading in WHY
        },
    }


def these(compared: Measures, reading: Reading) -> list[Compared]:
    """The measures of a reading."""
    return [one for one in compared if one.reading is reading]


def _number(row: Mapping[str, Any] | None, currency: str) -> str:
    """`54 % (47–61), n = 212`."""
    assert row is not None
    of = {**row, "currency": currency}
    interval = words.interval(of)
    number = f"{words.value(of)} ({interval})" if interval else words.value(of)
    return ", ".join(filter(None, (number, words.of_units(of))))


def _object(one: Compared) -> dict[str, object]:
    assert one.before is not None
    assert one.after is not None
    measure = catalogue.CATALOGUE[one.measure]
    first, last = one.years or (None, None)
    return {
        "measure": one.measure,
        "title": measure.title,
        "kind": measure.kind,
        "from": first,
        "to": last,
        "is_higher": one.is_higher,
        "before": _printed(one.before),
        "after": _printed(one.after),
    }


def _printed(row: Mapping[str, Any]) -> dict[str, object]:
    low, high = results.limits(row)
    numbers = {field: row[field] for field in PRINTED} | {"low": low, "high": high}
    return {field: _plain(number) for field, number in numbers.items()}


def _plain(number: object) -> object:
    if isinstance(number, str):
        return number
    return twelve_digits(float(str(number))) if words.known(number) else None


def _named(compared: Measures, reading: Reading) -> str:
    """How many they are; those across a break by their ids, since they are read elsewhere."""
    of = these(compared, reading)
    if reading is not Reading.BREAK:
        return words.counted(len(of), "measure")
    return f"{words.counted(len(of), 'measure')} ({words.listing([one.measure for one in of])})"
