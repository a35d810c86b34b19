"""What moves between two states of the records, in plain words for pages and the command line."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import words
from metrics import catalogue, import_impact

Moves = Sequence[import_impact.Move]
NOTHING = "nothing counted"
COLUMNS = ("Measure", "Place", "Years", "Before", "After", "What happens")
COUNTED = ("Share", "Duration")
# Of values as scripts have them: durations stay days, whatever people are told them in.
VALUE_UNITS = {"Share": "share", "AmountRatio": "ratio", "months": "days", "Count": "number"}
VALUE_UNITS |= {"days": "days", "Duration": "days"}


def overall(moves: Moves) -> tuple[import_impact.Move, ...]:
    """The moves of all years taken together: what a person reads first."""
    return tuple(move for move in moves if move.period == import_impact.ALL)


def summary(moves: Moves) -> str:
    """How many measures move, and which moves most: one or two sentences."""
    seen = overall(moves) or tuple(moves)
    if not seen:
        return "No measure moves."
    measures = len({move.measure for move in moves})
    number = "1 measure moves" if measures == 1 else f"{words.count(measures)} measures move"
    first = seen[0]
    return f"{number}. Most: {_title(first)}: {_happens(first)}."


def sentence(move: import_impact.Move, places: Mapping[str, str]) -> str:
    """One move, as `C01 Investigations, Velmora, all years: from 27.6 % (312 of 1,130) to ...`.

    `places` names jurisdictions; one without a name goes by its code.
    """
    place = places.get(move.jurisdiction, move.jurisdiction)
    return f"{_title(move)}, {place}, {_years(move)}: {_happens(move)}."


def table(moves: Moves, places: Mapping[str, str]) -> pd.DataFrame:
    """The moves with the columns COLUMNS, all text, in their order."""
    lines = [
        (
            _title(move),
            places.get(move.jurisdiction, move.jurisdiction),
            _years(move),
            number(move, move.before),
            number(move, move.after),
            _change(move),
        )
        for move in moves
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def number(move: import_impact.Move, printed: import_impact.Printed | None) -> str:
    """A number of the move with its parts: `27.6 % (312 of 1,130)`, or why there is none."""
    if printed is None:
        return NOTHING
    parts = _parts(_kind(move), printed)
    if not printed.is_shown:
        return f"{words.within(why_none(move, printed))}{parts}"
    return f"{_value(move, printed)}{parts}"


def value_unit(move: import_impact.Move) -> str:
    """In what the values of the move are, as they stand: `days`, `share` of 1; blank of money."""
    bare = words.with_unit({"measure": move.measure}, "").replace(words.NO_BREAK, " ").strip()
    return bare or VALUE_UNITS.get(_kind(move), "")


def _kind(move: import_impact.Move) -> str:
    return words.kind_of({"measure": move.measure, "kind": move.kind})


def _title(move: import_impact.Move) -> str:
    return f"{move.measure} {catalogue.CATALOGUE[move.measure].title}"


def _years(move: import_impact.Move) -> str:
    return "all years" if move.period == import_impact.ALL else move.period


def _happens(move: import_impact.Move) -> str:
    before, after = number(move, move.before), number(move, move.after)
    match _change(move):
        case "appears":
            return f"appears as {after}, before: {before}"
        case "vanishes":
            return f"vanishes, before {before}, after: {after}"
        case _:
            return f"from {before} to {after}"


def _change(move: import_impact.Move) -> str:
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


def _value(move: import_impact.Move, printed: import_impact.Printed) -> str:
    assert printed.value is not None
    kind = _kind(move)
    if kind in ("Share", "AmountRatio"):
        # A tenth of a hundredth is what most imports move.
        return f"{100 * printed.value:.1f}{words.NO_BREAK}%"
    return words.with_unit({"measure": move.measure}, words.number(kind, printed.value))


def why_none(move: import_impact.Move, printed: import_impact.Printed) -> str:
    """The words for a number of the move that is not shown."""
    row = {
        "measure": move.measure,
        "kind": _kind(move),
        "status": printed.status,
        "period": move.period,
        "denominator": printed.denominator or 0,
    }
    return words.why_none(row).words


def _parts(kind: str, printed: import_impact.Printed) -> str:
    """In brackets: of a share yes and all, of a count that is not shown its number."""
    if printed.numerator is None or printed.status in ("empty", "not_collected", "not_yet_due"):
        return ""
    if kind in COUNTED and printed.denominator is not None:
        return f" ({words.count(printed.numerator)} of {words.count(printed.denominator)})"
    return (
        f" ({words.count(printed.numerator)})" if kind == "Count" and not printed.is_shown else ""
    )
