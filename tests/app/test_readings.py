"""The same verdict from the same row wherever it is said: page, strip, report and Compare."""

import random
from collections.abc import Iterator
from datetime import date
from statistics import median

import pandas as pd
import pytest
from sqlalchemy import Connection

import metrics
from dashboard import data, records
from dashboard.export import blocks
from dashboard.export.template import Section
from dashboard.frames import peer_comparison, tables
from dashboard.query_params import Choice
from dashboard.records import current_records
from dashboard.ui import scorecard
from metrics import catalogue, comparability, results
from schemas import scopes
from schemas.store import database
from tests.soak import soak_size

WORDS = {
    ("higher is better", True): "▲ Better than other jurisdictions",
    ("higher is better", False): "▼ Worse than other jurisdictions",
    ("lower is better", True): "▼ Worse than other jurisdictions",
    ("lower is better", False): "▲ Better than other jurisdictions",
    ("context", True): "△ Higher than other jurisdictions",
    ("context", False): "▽ Lower than other jurisdictions",
}
CHOICES = [
    *((years, form) for years in ((2019, 2023), (2021, 2024)) for form in ("", "forced_labour")),
]


@pytest.fixture
def connection(made_up: str) -> Iterator[Connection]:
    with database.reading(made_up).connect() as opened:
        yield opened


def asked() -> list[Choice]:
    """Some places and periods, among them those with a break of their own."""
    jurisdictions = sorted(data.jurisdictions()["jurisdiction"])
    every = [
        Choice(jurisdiction, *years, form)
        for jurisdiction in jurisdictions
        for years, form in CHOICES
    ]
    chosen = random.Random(1).sample(every, min(len(every), soak_size(48)))
    return [*chosen, Choice("XBR", 2019, 2024), Choice("QZE", 2021, 2024)]


def broken(connection: Connection, jurisdiction: str, first: int, last: int) -> list[date]:
    """The days of events that break the series inside the years; no definition changed so."""
    events = metrics.national_lists.load_events(connection, scopes.EVERYTHING)
    days = [
        pd.Timestamp(on).date()
        for where, on, breaks in zip(
            events["jurisdiction"], events["on"], events["breaks"], strict=True
        )
        if where == jurisdiction and breaks
    ]
    return [day for day in days if date(first, 1, 1) < day <= date(last, 12, 31)]


def expected(connection: Connection, choice: Choice) -> dict[str, str]:
    """What may be said of each measure of Overview, counted over plain rows.

    Where an own break leaves nothing, or a part of the period, no more is said than that.
    """
    ids, span = scorecard.profile_ids(choice), (choice.year_from, choice.year_to)
    if breaks := broken(connection, choice.jurisdiction, *span):
        after = (
            breaks[-1].year if breaks[-1] == date(breaks[-1].year, 1, 1) else breaks[-1].year + 1
        )
        if choice.year_to - after < 2:
            own = results.rows(connection, scopes.EVERYTHING, ids, years=span, only=choice.only)
            own = own[(own["jurisdiction"] == choice.jurisdiction) & (own["status"] == "ok")]
            said = dict.fromkeys(
                own["measure"], f"Not compared: break in series in {breaks[-1].year}"
            )
            # Of what has no value of its own nothing is said.
            return dict.fromkeys(ids, "") | said
        span = (after, choice.year_to)
    rows = results.rows(connection, scopes.EVERYTHING, ids, years=span, only=choice.only)
    stated = {
        (one.jurisdiction, one.subject): one.value
        for one in results.stated_rules(connection, scopes.EVERYTHING).itertuples()
    }
    return {id_: _expected(connection, rows, stated, (choice, span, id_)) for id_ in ids}


def _expected(
    connection: Connection,
    rows: pd.DataFrame,
    stated: dict[tuple[str, str], str],
    of: tuple[Choice, tuple[int, int], str],
) -> str:
    choice, span, id_ = of
    measure = catalogue.CATALOGUE[id_]
    every = {row["jurisdiction"]: row for row in rows[rows["measure"] == id_].to_dict("records")}
    own = every.get(choice.jurisdiction)
    if own is None or own["status"] != "ok" or pd.isna(own["value"]):
        return ""
    rules = comparability.relevant_rules(measure)
    own_rules = [stated.get((choice.jurisdiction, rule)) for rule in rules]
    values = [
        row["value"]
        for jurisdiction, row in every.items()
        if jurisdiction != choice.jurisdiction
        and row["status"] == "ok"
        and not pd.isna(row["value"])
        and None not in own_rules
        and [stated.get((jurisdiction, rule)) for rule in rules] == own_rules
        and not broken(connection, jurisdiction, *span)
    ]
    if len(values) < 5:
        return "none"
    middle, low, high = median(values), own["verdict_low"], own["verdict_high"]
    if (pd.isna(low) and pd.isna(high)) or (measure.kind == "Share" and middle in (0, 1)):
        return "none"
    if low > middle or high < middle:
        return WORDS[measure.direction.value, bool(low > middle)]
    return "● No clear difference"


def same(said: str, due: str) -> bool:
    """Whether a text is the verdict that is due; of no verdict any reason will do."""
    if due in ("none", ""):
        return not said.startswith(tuple(glyph for glyph, _ in peer_comparison.SIGNS.values()))
    return said.startswith(due)


def on_overview(choice: Choice) -> dict[str, peer_comparison.Compared]:
    """The lines of the profile with what they are held against."""
    ids = scorecard.profile_ids(choice)
    rows = current_records().rows_with_peers(ids, choice)
    circle = current_records().peer_group(choice)
    no_years = rows.iloc[:0].assign(stretch="", mixed=False)
    lines = scorecard.profile_lines(rows, no_years, circle, choice)
    return {line.id: line.compared for line in lines}


def words_of(held: peer_comparison.Compared, *, median_beside: bool = False) -> str:
    return peer_comparison.result_cell(held, median_beside=median_beside).line


def test_each_place_says_the_verdict_that_plain_rows_give(
    made_up: str, connection: Connection
) -> None:
    compared_at_all = 0
    for choice in asked():
        due, lines = expected(connection, choice), on_overview(choice)
        assert due.keys() == lines.keys()
        wrong = {id_: (words_of(lines[id_]), due[id_]) for id_ in due if due[id_]}
        wrong = {id_: (said, of) for id_, (said, of) in wrong.items() if not same(said, of)}
        assert wrong == {}, choice
        compared_at_all += sum(held.reading is not None for held in lines.values())
    assert compared_at_all > len(asked())


def test_reports_and_compare_say_what_overview_says(made_up: str, connection: Connection) -> None:
    of_records = records.records_of_connection(connection, scopes.EVERYTHING, made_up)
    for choice in asked():
        lines = on_overview(choice)
        section = Section("A", tuple(lines))
        [block] = blocks.build_blocks(section, choice, of_records)
        # Where no measure has a reading of its own, the table has no column of them.
        readings = dict(
            zip(block.figures["measure"], block.table.get(tables.RESULT, ""), strict=False)
        )
        medians = dict(
            zip(block.figures["measure"], block.table.get(tables.OTHERS_MEDIAN, ""), strict=False)
        )
        for id_, held in lines.items():
            is_shown = held.row["status"] == "ok" and not pd.isna(held.row["value"])
            # Overview says a reason that most lines share once, a report in each row.
            due = words_of(held, median_beside=True)
            assert readings.get(id_, "") == due or not is_shown, (choice, id_)
            assert bool(medians.get(id_)) == (held.others is not None), (choice, id_)
