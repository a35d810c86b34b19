"""What moved between two states of the records and with the last import, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from dashboard import words
from dashboard.frames import figures
from dashboard.frames.submissions import Import
from metrics import catalogue, import_impact, results, twelve_digits
from metrics import import_impact as counted

Moves = Sequence[import_impact.Move]
NOTHING_MOVES = "nothing counted"
MOVE_COLUMNS = ("Measure", "Place", "Years", "Before", "After", "What happens")
COUNTED = ("Share", "Duration")
# Of values as scripts have them: durations stay days, whatever people are told them in.
VALUE_UNITS = {"Share": "share", "AmountRatio": "ratio", "months": "days", "Count": "number"}
VALUE_UNITS |= {"days": "days", "Duration": "days"}


def moves_of_all_years(moves: Moves) -> tuple[import_impact.Move, ...]:
    """The moves of all years taken together: what a person reads first."""
    return tuple(move for move in moves if move.period == import_impact.ALL)


def moves_summary(moves: Moves) -> str:
    """How many measures move, and which moves most: one or two sentences."""
    seen = moves_of_all_years(moves) or tuple(moves)
    if not seen:
        return "No measure moves."
    measures = len({move.measure for move in moves})
    number = "1 measure moves" if measures == 1 else f"{words.count(measures)} measures move"
    first = seen[0]
    return f"{number}. Most: {_measure_title(first)}: {_change_sentence(first)}."


def move_sentence(move: import_impact.Move, places: Mapping[str, str]) -> str:
    """One move, as `C01 Investigations, Velmora, all years: from 27.6% (312 of 1,130) to ...`.

    `places` names jurisdictions; one without a name goes by its code.
    """
    place = places.get(move.jurisdiction, move.jurisdiction)
    return f"{_measure_title(move)}, {place}, {_years_text(move)}: {_change_sentence(move)}."


def moves_table(moves: Moves, places: Mapping[str, str]) -> pd.DataFrame:
    """The moves with the columns COLUMNS, all text, in their order."""
    lines = [
        (
            _measure_title(move),
            places.get(move.jurisdiction, move.jurisdiction),
            _years_text(move),
            move_number(move, move.before),
            move_number(move, move.after),
            _change_word(move),
        )
        for move in moves
    ]
    return pd.DataFrame(lines, columns=list(MOVE_COLUMNS))


def move_number(move: import_impact.Move, printed: import_impact.Printed | None) -> str:
    """A number of the move with its parts: `27.6% (312 of 1,130)`, or why there is none."""
    if printed is None:
        return NOTHING_MOVES
    parts = _parts_text(_measure_kind(move), printed)
    if not printed.is_shown:
        return f"{words.within(why_no_number(move, printed))}{parts}"
    return f"{_move_value(move, printed)}{parts}"


def value_unit(move: import_impact.Move) -> str:
    """In what the values of the move are, as they stand: `days`, `share` of 1; blank of money."""
    bare = words.with_unit({"measure": move.measure}, "").replace(words.NO_BREAK, " ").strip()
    return bare or VALUE_UNITS.get(_measure_kind(move), "")


def _measure_kind(move: import_impact.Move) -> str:
    return words.kind_of({"measure": move.measure, "kind": move.kind})


def _measure_title(move: import_impact.Move) -> str:
    return f"{move.measure} {catalogue.CATALOGUE[move.measure].title}"


def _years_text(move: import_impact.Move) -> str:
    return "all years" if move.period == import_impact.ALL else move.period


def _change_sentence(move: import_impact.Move) -> str:
    before, after = move_number(move, move.before), move_number(move, move.after)
    match _change_word(move):
        case "appears":
            return f"appears as {after}, before: {before}"
        case "vanishes":
            return f"vanishes, before {before}, after: {after}"
        case _:
            return f"from {before} to {after}"


def _change_word(move: import_impact.Move) -> str:
    """One word: rises, falls, appears, vanishes; or that only what stands behind it changes."""
    before = move.before if move.before is not None and move.before.is_shown else None
    after = move.after if move.after is not None and move.after.is_shown else None
    if before is None or after is None:
        return "vanishes" if before else "appears" if after else "still not shown"
    if before.value == after.value:
        return "same value, other parts"
    assert before.value is not None
    assert after.value is not None
    return "rises" if after.value > before.value else "falls"


def _move_value(move: import_impact.Move, printed: import_impact.Printed) -> str:
    assert printed.value is not None
    kind = _measure_kind(move)
    if kind in ("Share", "AmountRatio"):
        # A tenth of a hundredth is what most imports move.
        return f"{100 * printed.value:.1f}%"
    return words.with_unit({"measure": move.measure}, words.number(kind, printed.value))


def why_no_number(move: import_impact.Move, printed: import_impact.Printed) -> str:
    """The words for a number of the move that is not shown."""
    row = {
        "measure": move.measure,
        "kind": _measure_kind(move),
        "status": printed.status,
        "period": move.period,
        "denominator": printed.denominator or 0,
    }
    return words.why_none(row).words


def _parts_text(kind: str, printed: import_impact.Printed) -> str:
    """In brackets: of a share yes and all, of a count that is not shown its number."""
    if printed.numerator is None or printed.status in ("empty", "not_collected", "not_yet_due"):
        return ""
    if kind in COUNTED and printed.denominator is not None:
        return f" ({words.count(printed.numerator)} of {words.count(printed.denominator)})"
    return (
        f" ({words.count(printed.numerator)})" if kind == "Count" and not printed.is_shown else ""
    )


Compared: TypeAlias = counted.Compared
Reading: TypeAlias = counted.Reading
Measures = Sequence[Compared]
MOVED_TITLE = "What moved with the last import"
MOVED_COLUMNS = ("Measure", "Years", "Before", "After", "Now")
HIGHER, LOWER = "↗ higher", "↘ lower"
# What `before` and `after` of an object for scripts hold.
PRINTED = ("numerator", "unknown", "denominator", "value", "status")
MOVED_RULE = (
    "A value is listed if it is outside the 95% confidence interval that it had before the"
    " import. Both values share nearly all records, so this is not a test of random variation."
    " It shows where to look."
)
FIRST = "{place}: {of} is all that is stored. There is nothing before it to compare with."
# Why nothing is said of measures.
WHY = {
    Reading.BREAK: "across a break: a changed definition or law, or other things collected",
    Reading.NOT_SHOWN: "without a value before or after",
    Reading.NO_REGION: "without a region: counts, sums and their ratios",
}


def import_name(of: Import) -> str:
    """`batch 13 (QVE), stored on 28 November 2026`."""
    return f"batch {of.batch_id} ({of.source}), stored on {words.day(of.stored_on)}"


def moved_sentence(compared: Measures, of: Import, place: str) -> str:
    """How many measures moved beyond their region with the import; silence is said too."""
    beyond, within = (
        len(measures_of_reading(compared, one)) for one in (Reading.MOVED, Reading.WITHIN)
    )
    if not beyond + within:
        return (
            f"{place}: nothing can be compared with the import of {import_name(of)}: no measure has"
            " a region before it and a value after it, on one side of every break."
        )
    if not beyond:
        return (
            f"{place}: nothing moved beyond its region with the import of {import_name(of)}."
            f" {words.counted(within, 'measure')} {'was' if within == 1 else 'were'} compared."
        )
    return (
        f"{place}: {words.count(beyond)} of {words.counted(beyond + within, 'measure')} moved"
        f" beyond {'its' if beyond == 1 else 'their'} region with the import of {import_name(of)}."
    )


def moved_report(compared: Measures, of: Import, place: str) -> list[str]:
    """What is said of the import; first the answer, which stands alone where it is the first."""
    if of.is_first:
        return [FIRST.format(place=place, of=import_name(of))]
    return [
        moved_sentence(compared, of, place),
        *filter(None, (untold_sentence(compared), MOVED_RULE)),
    ]


def untold_sentence(compared: Measures) -> str:
    """Of how many measures nothing is said, and why; empty where something is of all."""
    said = [
        f"{_measures_text(compared, reading)} {why}"
        for reading, why in WHY.items()
        if measures_of_reading(compared, reading)
    ]
    return f"Nothing is said of {'; of '.join(said)}." if said else ""


def moved_table(compared: Measures, currency: str) -> pd.DataFrame:
    """The measures that moved with COLUMNS, all text, in the order of the catalogue."""
    lines = [
        (
            f"{one.measure} {catalogue.CATALOGUE[one.measure].title}",
            words.period(*(one.years or (None, None))),
            _moved_number(one.before, currency),
            _moved_number(one.after, currency),
            HIGHER if one.is_higher else LOWER,
        )
        for one in measures_of_reading(compared, Reading.MOVED)
    ]
    return pd.DataFrame(lines, columns=list(MOVED_COLUMNS))


def moved_numbers(compared: Measures, currency: str) -> pd.DataFrame:
    """The same as numbers: shares as parts of 1, durations in their unit, with limits and n."""
    return pd.DataFrame(
        [_moved_line(one, currency) for one in measures_of_reading(compared, Reading.MOVED)]
    )


def _moved_line(one: Compared, currency: str) -> dict[str, object]:
    measure = catalogue.CATALOGUE[one.measure]
    line: dict[str, object] = {
        "Measure": one.measure,
        "Title": measure.title,
        "Years": words.period(*(one.years or (None, None))),
        "Unit": figures.value_unit({"measure": one.measure, "currency": currency}),
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


def moved_json(compared: Measures) -> dict[str, object]:
    """The measures that moved with both numbers, and those of which nothing is said by reason."""
    return {
        "compared": len(measures_of_reading(compared, Reading.MOVED))
        + len(measures_of_reading(compared, Reading.WITHIN)),
        "moved": [_moved_object(one) for one in measures_of_reading(compared, Reading.MOVED)],
        "nothing_said": {
            str(reading): [one.measure for one in measures_of_reading(compared, reading)]
            for reading in WHY
        },
    }


def measures_of_reading(compared: Measures, reading: Reading) -> list[Compared]:
    """The measures of a reading."""
    return [one for one in compared if one.reading is reading]


def _moved_number(row: Mapping[str, Any] | None, currency: str) -> str:
    """`54% (47–61), n = 212`."""
    assert row is not None
    of = {**row, "currency": currency}
    interval = words.interval(of)
    number = f"{words.value(of)} ({interval})" if interval else words.value(of)
    return ", ".join(filter(None, (number, words.of_units(of))))


def _moved_object(one: Compared) -> dict[str, object]:
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


def _measures_text(compared: Measures, reading: Reading) -> str:
    """How many they are; those across a break by their ids, since they are read elsewhere."""
    of = measures_of_reading(compared, reading)
    if reading is not Reading.BREAK:
        return words.counted(len(of), "measure")
    return f"{words.counted(len(of), 'measure')} ({words.listing([one.measure for one in of])})"
