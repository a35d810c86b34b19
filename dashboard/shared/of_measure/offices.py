"""One measure by office: a funnel where there are enough of them, else intervals."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard import charts, data, filters, words
from dashboard.report import taken
from dashboard.shared import note, office_readings, peer_comparison
from dashboard.shared.draw import as_table, nothing, plain
from dashboard.shared.frames import funnels, places, tables
from dashboard.shared.of_measure import charts as measure_charts
from metrics import Measure
from schemas import columns

OFFICE = office_readings.OFFICE
SHARE = "Share"
WITHOUT = ("AmountRatio", "FlowRatio")
FUNNEL = (
    "Each office by its size: small ones differ by chance alone. Bands: within the exact 95 % "
    "(dashed) and 99.8 % limits around the whole. Circle: within. Triangle: outside 95 %. Square: "
    "outside 99.8 %. Ring: the office chosen."
)
INTERVALS = (
    "Offices differ in their cases and by chance: one differs clearly from all offices together "
    "only where its whole 99 % interval lies on one side of the dashed line, which is their value. "
    "Drawn is the interval of 95 %, which may clear the line without that."
)
NO_WHOLE = (
    "Offices differ in their cases and by chance. All offices together have no value to show, so "
    "none can be said to differ from them."
)
NO_INTERVALS = (
    "The dashed line is the value of all offices together. A ratio of sums has no interval: one "
    "case can decide it, and no difference can be called clear."
)

NAMELESS = "What is counted here names no office."


def by_office(
    rows: pd.DataFrame, whole: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> None:
    """Draw the offices of the chosen place; a chosen office is told from the others.

    `rows` are split by office, `whole` is not.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if len(here) and set(here[OFFICE]) == {columns.UNKNOWN}:
        nothing(NAMELESS)
        return
    names = office_names(here, choice)
    total = places.value_of_whole(whole, choice.jurisdiction)
    offices = places.by_group(here, OFFICE, names)
    if measure.kind == SHARE and total is not None and funnels.can_be_drawn(offices):
        _funnel(offices, total, measure, choice)
        return
    if choice.office:
        own = offices["group"] == choice.office
        offices = offices.assign(role=own.map({True: places.OWN, False: places.OTHER}))
    if measure.kind in tables.ADDED_UP:
        measure_charts.breakdown(offices, total, measure, OFFICE, replace(choice, office=""))
        return
    compared = _compare(rows, whole, measure, choice)
    to_read = f"{_to_read(measure, total)} {measure_charts.bars(offices)}".strip()
    note.draw(to_read, key="offices")
    labels = dict(zip(offices["group"], offices["label"], strict=True))
    in_words = office_readings.write_sentences(compared, labels)
    readings = office_readings.write_cells(compared, list(labels))
    measure_charts.breakdown(
        offices,
        total,
        measure,
        OFFICE,
        replace(choice, office=""),
        says=(to_read, *in_words),
        readings=readings,
    )
    note.draw_sentences(in_words, "offices")


def _compare(
    rows: pd.DataFrame, whole: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> dict[str, peer_comparison.Compared]:
    only = measure_charts.restrictions(OFFICE, choice)

    def rows_of(span: peer_comparison.Years) -> office_readings.Rows:
        ask = partial(data.rows, (measure.id,), years=span, only=only)
        return office_readings.Rows(ask(by=(OFFICE,)), ask())

    of_period = office_readings.Rows(rows, whole)
    return office_readings.compare_with_whole(
        of_period, measure, choice, happened=data.events(), rows_of=rows_of
    )


def _to_read(measure: Measure, total: float | None) -> str:
    """How to read offices beside each other; `total` is the value of all, where it may be shown."""
    if measure.kind in WITHOUT:
        return NO_INTERVALS if total is not None else NO_INTERVALS.partition(". ")[2]
    return INTERVALS if total is not None else NO_WHOLE


def _around(choice: filters.Choice) -> str:
    """Whose offices they are, also where one of them is chosen."""
    return filters.subject(replace(choice, office=""))


def office_names(rows: pd.DataFrame, choice: filters.Choice) -> Mapping[str, str]:
    """The names of the offices that `rows` hold, by id, without what all of them begin with."""
    offices = filters.options().offices.get(choice.jurisdiction, {})
    return places.apart({id_: name for id_, name in offices.items() if id_ in set(rows[OFFICE])})


def _funnel(offices: pd.DataFrame, total: float, measure: Measure, choice: filters.Choice) -> None:
    drawn = funnels.funnel(offices, total)
    in_words = funnels.in_words(drawn, offices)
    name = f"{measure.id}_by_office"
    chosen = offices.loc[offices["group"] == choice.office, "label"]
    note.draw(FUNNEL, key="offices")
    chart = partial(
        charts.funnel,
        drawn.offices,
        drawn.limits,
        unit=f"{measure.denominator_words.removeprefix('of ')}, answer known",
        chosen=chosen.iloc[0] if len(chosen) else None,
    )
    alt = f"{measure.title} by office, {_around(choice)}: {' '.join(in_words)}"
    plain(chart, alt=alt, name=name)
    note.draw_sentences(in_words, "offices")
    written = tables.of_rows(offices, "label", words.code(OFFICE))
    of_card = taken.of_rows(
        f"{measure.title} by office", replace(choice, office=""), offices, OFFICE, says=(FUNNEL,)
    )
    as_table(
        funnels.table(drawn, offices, written), of_card.drawn({taken.ONE: chart}, alt), name=name
    )
