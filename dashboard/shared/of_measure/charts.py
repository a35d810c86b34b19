"""One measure drawn beside others: by place and group, and what missing records could change."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from dashboard import charts, filters, words
from dashboard.each_row import each_row
from dashboard.report import taken
from dashboard.shared import axes, note, office_readings
from dashboard.shared.draw import as_table, draw, listed, nothing, plain
from dashboard.shared.frames import places, tables, unknowns
from metrics import Measure, results

Choice = filters.Choice

BARS = "Pale bars show what missing records could change."
MISSING_NOTE = (
    "Tick: the records in which the answer is known. Line: its 95 % interval. Bar: from every "
    "unknown a no to every unknown a yes. Dashed: both together."
)


def place_note(measure: Measure) -> str:
    """How to read jurisdictions beside each other."""
    if words.is_money(measure):
        return places.OWN_CURRENCIES
    match measure.kind:
        case "Count":
            return "In alphabetical order. Counts grow with the size of a place: they do not rank."
        case "AmountRatio" | "FlowRatio":
            return "In alphabetical order. A ratio of sums has no interval: one case can decide it."
        case "Share":
            return f"In alphabetical order, with 95 % intervals. {BARS}"
        case _:
            return "In alphabetical order, with 95 % intervals."


def restrictions(column: str, choice: Choice) -> results.Only:
    """What the choice restricts, the column that is broken down left aside."""
    return tuple((name, value) for name, value in choice.only_here if name != column)


def by_place(
    rows: pd.DataFrame, measure: Measure, names: Mapping[str, str], choice: Choice
) -> None:
    """The jurisdictions of `names`, alphabetical, the chosen one in the accent; money is listed."""
    drawn = places.by_place(rows, names, choice.jurisdiction).assign(kind=measure.kind)
    name, title = f"{measure.id}_by_jurisdiction", f"{measure.title} by jurisdiction"
    table = tables.of_rows(drawn, "label", "Jurisdiction")
    of_card = taken.of_rows(
        title,
        choice,
        drawn.assign(measure=measure.id),
        "jurisdiction",
        says=(place_note(measure),),
    )
    if words.is_money(measure):
        listed(table, of_card, name=name)
        return
    form = filters.form(choice)
    of = f", {form}" if form else ""
    draw(
        partial(charts.intervals, drawn, axis=charts.AXIS_OF_KIND[words.written_as(measure)]),
        alt=f"{title}{of}, {choice.period}: {places.spoken(drawn)}",
        table=table,
        taken=of_card,
        name=name,
    )


def bars(drawn: pd.DataFrame) -> str:
    """What pale bars are, where any is drawn."""
    return BARS if (drawn["bound_high"] > drawn["bound_low"]).any() else ""


def breakdown(
    drawn: pd.DataFrame,
    whole: float | None,
    measure: Measure,
    column: str,
    choice: Choice,
    says: Sequence[str] = (),
    readings: Sequence[str] = (),
) -> None:
    """Draw the groups of `column`, as `places.by_group` puts them in order.

    `whole` is the value of all of them, a dashed line; counts and sums add up instead. `choice`
    says whose they are, `says` how to read them, in a picture too. `readings` of each beside the
    whole are a column of the table.
    """
    place = filters.subject(choice)
    if drawn.empty:
        nothing(f"No records for {place} in this period.")
        return
    drawn = drawn.assign(known=unknowns.beside(drawn))
    heading = words.code(column)
    table = tables.of_rows(drawn, "label", heading)
    if any(readings):
        table = table.assign(**{office_readings.READING: list(readings)})
    draw(
        partial(
            charts.breakdown,
            drawn,
            whole=whole if measure.kind not in tables.ADDED_UP else None,
            axis=axes.of(measure, filters.currency(choice)),
        ),
        alt=f"{measure.title} by {heading.lower()}, {place}: {places.spoken(drawn)}",
        table=table,
        taken=taken.of_rows(
            f"{measure.title} by {heading.lower()}",
            choice,
            drawn,
            column,
            says=tuple(filter(None, says)),
        ),
        name=f"{measure.id}_by_{column}",
    )


def missing(rows: pd.DataFrame, measure: Measure, choice: Choice) -> None:
    """Draw what the value would be if every unknown were no, and if every unknown were yes."""
    own = {choice.jurisdiction: filters.subject(choice)}
    drawn = unknowns.with_sure(places.by_place(rows, own, choice.jurisdiction))
    unknown = [
        f"{words.share(1 - coverage)} unknown" if words.known(coverage) else ""
        for coverage in drawn["coverage"]
    ]
    drawn = drawn.assign(known=unknown)
    in_words = [unknowns.sentence(row) for row in each_row(drawn)]
    name = f"{measure.id}_missing"
    chart = partial(charts.bounds_bar, drawn, axis=charts.SHARE)
    alt = f"{measure.title}: what missing records could change. {places.spoken(drawn)}"
    plain(chart, alt=alt, name=name)
    note.draw_sentences(in_words, "missing")
    table = tables.of_rows(drawn, "label", "Records of")
    of_card = taken.of_rows(
        f"{measure.title}: what missing records could change",
        choice,
        drawn.assign(measure=measure.id, kind=measure.kind),
        says=(MISSING_NOTE, *in_words),
    )
    as_table(
        table.assign(**{unknowns.BOTH: unknowns.written(drawn)}),
        of_card.drawn({taken.ONE: chart}, alt),
        name=name,
    )
