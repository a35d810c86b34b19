"""One measure drawn: by year, place, form and office, and what missing records could change."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from dashboard import charts, data, filters, words
from dashboard.components.draw import draw, nothing
from dashboard.frames import places, tables, years
from metrics import Measure

Choice = filters.Choice

COUNT = "Count"
SIGNS = "A sign at the foot is a year without a value to show."
MEDIAN = "The dashed line is the median of the years, drawn from five years on."
BARS = "Pale bars show what missing records could change."
MISSING_NOTE = (
    "Tick: the records in which the answer is known. Line: its 95 % interval. Bar: from every "
    "unknown a no to every unknown a yes."
)
# The breakdowns a page shows, each declared for the measure before anyone looks at it.
HEADINGS = {"form": "By form of exploitation", "office": "By office"}
WHOLE = {
    "form": "The dashed line is the value of all forms together.",
    "office": (
        "Offices differ in their cases and by chance: a difference is clear only where intervals "
        "lie apart. The dashed line is the value of all offices together."
    ),
}


def year_note(measure: Measure) -> str:
    """How to read the years."""
    match measure.kind:
        case "Count":
            return f"All years on record; the latest may not be complete. {SIGNS}"
        case "FlowRatio":
            return f"All years on record, what is pending at the end of each. {SIGNS} {MEDIAN}"
        case "AmountRatio":
            return f"All years on record. A ratio of sums has no interval. {SIGNS} {MEDIAN}"
        case _:
            return f"All years on record, with the 95 % interval. {SIGNS} {MEDIAN}"


def place_note(measure: Measure) -> str:
    """How to read jurisdictions beside each other."""
    match measure.kind:
        case "Count":
            return "In alphabetical order. Counts grow with the size of a place: they do not rank."
        case "AmountRatio" | "FlowRatio":
            return "In alphabetical order. A ratio of sums has no interval: one case can decide it."
        case _:
            return f"In alphabetical order, with 95 % intervals. {BARS}"


def group_note(measure: Measure, column: str) -> str:
    """How to read a breakdown."""
    return "" if measure.kind == COUNT else WHOLE[column]


def columns(measure: Measure) -> tuple[str, ...]:
    """The breakdowns that the measure's unit has."""
    return tuple(column for column in HEADINGS if column in measure.breakdowns)


def restrictions(column: str, choice: Choice) -> data.Only:
    """What the choice restricts, the column that is broken down left aside."""
    return tuple((name, value) for name, value in choice.only_here if name != column)


def trend(rows: pd.DataFrame, measure: Measure, choice: Choice) -> None:
    """Draw the chosen place by year. `rows` are the measure's rows split by year."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    span = range(data.years()[0], data.years()[-1] + 1)
    due = years.due_until(data.as_of(), measure.window(data.chosen()))
    drawn = years.yearly(here.assign(kind=measure.kind), span, due_until=due)
    place = filters.place(choice)
    table = tables.of_rows(drawn, "period", "Year")
    spoken = f"{measure.title} by year, {place}: {years.spoken(drawn)}"
    if measure.kind == COUNT:
        chart = partial(charts.counts, years.labelled(drawn), title=None)
    else:
        chart = partial(charts.trend, drawn, axis=charts.AXIS_OF_KIND[measure.kind])
    draw(chart, alt=spoken, table=table, name=f"{measure.id}_by_year")


def by_place(
    rows: pd.DataFrame, measure: Measure, names: Mapping[str, str], choice: Choice
) -> None:
    """Draw the jurisdictions of `names`, alphabetical, the chosen one in the accent."""
    drawn = places.by_place(rows, names, choice.jurisdiction).assign(kind=measure.kind)
    spoken = f"{measure.title} by jurisdiction, {choice.period}: {_spoken(drawn)}"
    draw(
        partial(charts.intervals, drawn, axis=charts.AXIS_OF_KIND[measure.kind]),
        alt=spoken,
        table=tables.of_rows(drawn, "label", "Jurisdiction"),
        name=f"{measure.id}_by_jurisdiction",
    )


def breakdown(
    rows: pd.DataFrame, whole: pd.DataFrame, measure: Measure, column: str, choice: Choice
) -> None:
    """Draw the groups of `column` in the chosen place, with the whole's value as a line."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if here.empty:
        nothing(f"No records for {filters.place(choice)} in {choice.period}.")
        return
    drawn = places.by_group(here, column, group_names(here, column, choice))
    total = places.by_place(whole, {choice.jurisdiction: ""}, choice.jurisdiction)["value"].iloc[0]
    spoken = f"{measure.title} by {column}, {filters.place(choice)}: {_spoken(drawn)}"
    draw(
        partial(
            charts.breakdown,
            drawn,
            whole=float(total) if words.known(total) and measure.kind != COUNT else None,
            axis=charts.AXIS_OF_KIND[measure.kind],
        ),
        alt=spoken,
        table=tables.of_rows(drawn, "label", words.code(column)),
        name=f"{measure.id}_by_{column}",
    )


def missing(rows: pd.DataFrame, measure: Measure, choice: Choice) -> None:
    """Draw what the value would be if every unknown were no, and if every unknown were yes."""
    own = {choice.jurisdiction: filters.options().jurisdictions[choice.jurisdiction]}
    drawn = places.by_place(rows, own, choice.jurisdiction)
    unknown = [
        f"{words.share(1 - coverage)} unknown" if words.known(coverage) else ""
        for coverage in drawn["coverage"]
    ]
    drawn = drawn.assign(known=unknown)
    draw(
        partial(charts.bounds_bar, drawn, axis=charts.SHARE),
        alt=f"{measure.title}: what missing records could change. {_spoken(drawn)}",
        table=tables.of_rows(drawn, "label", "Jurisdiction"),
        name=f"{measure.id}_missing",
    )


def group_names(rows: pd.DataFrame, column: str, choice: Choice) -> Mapping[str, str]:
    """The names of a breakdown's groups, in the order they are drawn."""
    known = filters.options()
    if column != "office":
        return known.forms
    offices = known.offices.get(choice.jurisdiction, {})
    return places.apart({id_: name for id_, name in offices.items() if id_ in set(rows[column])})


def _spoken(drawn: pd.DataFrame) -> str:
    pairs = zip(drawn["label"], drawn["says"], strict=True)
    return "; ".join(f"{label} {says}" for label, says in pairs) + "."
