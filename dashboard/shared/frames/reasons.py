"""Why a row of a worked example counts as the code says, as far as its own cells tell."""

from collections.abc import Mapping
from datetime import date

from dashboard import words
from metrics import Measure, examples, kinds

Row = Mapping[str, str]
NOTHING = ""


def reason(measure: Measure, row: Row, window: int, as_of: date) -> str:
    """The cells that decide the row's `verdict`, in words; empty where they do not tell.

    `row` has the columns of the example as written and `verdict`; `window` is in months.
    """
    verdict = row["verdict"]
    truths = [column.name for column in measure.truths() if column.name in row]
    match verdict:
        case examples.NOT_YET_DUE:
            return _young(measure, row, window, as_of)
        case examples.UNKNOWN:
            # A blank date need not be why: what never ended, or left, has none.
            columns = [c.name for c in measure.columns() if c.type.python_type is not date]
            blank = [name for name in columns if row.get(name) == ""]
            return f"{_listed(blank)}: not recorded" if blank else _untold(measure, row)
        case examples.LEFT_OUT:
            no = [name for name in truths if row[name] == "no"]
            return f"{_listed(no[:1])}: no" if no else NOTHING
        case "yes" | "no":
            decides = truths[-1] if truths else ""
            return f"{_listed([decides])}: {verdict}" if row.get(decides) == verdict else NOTHING
        case _:
            return _lasted(measure, row)


def _untold(measure: Measure, row: Row) -> str:
    """Of what lasts: it has no beginning, or no end and is not said to be open."""
    match measure:
        case kinds.Duration(begins_on=begins):
            pass
        case kinds.FlowRatio(dated_by=begins):
            pass
        case _:
            return NOTHING
    if row.get(begins.name) == "":
        return f"{_listed([begins.name])}: not recorded"
    return "It has no day on which it ended, and is not said to be open"


def _lasted(measure: Measure, row: Row) -> str:
    """Of what lasts: when it ended, or that it is said to be open."""
    match measure:
        case kinds.Duration(ends_on=ends, is_open=open_):
            pass
        case kinds.FlowRatio(resolved_on=ends, is_pending=open_):
            pass
        case _:
            return NOTHING
    if on := row.get(ends.name, ""):
        return f"{words.code(ends.name)} {words.day(date.fromisoformat(on))}"
    return f"{words.code(open_.name)}: yes" if row.get(open_.name) == "yes" else NOTHING


def _young(measure: Measure, row: Row, window: int, as_of: date) -> str:
    due = measure.due_on
    if due is not None and row.get(due.name, "") > as_of.isoformat():
        return f"{_listed([due.name])}: after {words.day(as_of)}"
    on = row.get(measure.dated_by.name, "")
    if not (window and on):
        return NOTHING
    return f"{window} months from {words.day(date.fromisoformat(on))} are not over"


def _listed(names: list[str]) -> str:
    return words.listing([words.code(name) for name in names])
