"""What makes a measure valid, and the catalogue whole."""

from dataclasses import replace
from typing import Any

import pytest

from metrics import catalogue, worked_examples
from metrics.measure import InvalidMeasure, Measure
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.units.build import UNITS
from metrics.units.cases import per_case
from metrics.units.money import per_asset
from metrics.units.other_sources import per_disclosure, per_inspection
from metrics.units.suspects import per_suspect
from metrics.units.victims import per_residents
from schemas import columns, tables

ALL = catalogue.CATALOGUE
KINDS = (Share, Count, Amount, AmountRatio, Duration, FlowRatio, Median, Rate)
# What comes before a case, or without one, has no form of exploitation.
WITHOUT_FORM = (per_disclosure, per_inspection, per_residents)


def changed(measure: Measure, **fields_: Any) -> Measure:
    return replace(measure, **fields_)


@pytest.mark.parametrize(
    ("id_", "fields_", "message"),
    [
        ("N01", {"numerator": per_suspect.c.charged}, "not a column of per_case"),
        ("N01", {"dated_by": per_suspect.c.charged_on}, "not a column of per_suspect"),
        ("N01", {"dated_by": per_case.c.charged}, "is no date"),
        ("N01", {"denominator": per_case.c.form}, "is not three-valued"),
        ("N01", {"matures_after": -1}, "window is negative"),
        ("N01", {"brief": "z-9"}, r"\[z-9\] is no key of the brief"),
        ("N01", {"does_not_show": ""}, "claims to show everything"),
        ("N01", {"used_by": ()}, "nobody is said to use it"),
        ("C01", {"counted": per_case.c.opened_on}, "is not three-valued"),
        ("C04s", {"summed": per_case.c.form}, "is no number"),
        ("C04s", {"distinct": per_case.c.case_id}, "counts and adds up"),
        ("A03", {"numerator": per_asset.c.of_charged_case}, "is no amount"),
        ("X01m", {"added_up": per_asset.c.was_frozen}, "is no amount"),
        ("X01m", {"eligible": per_asset.c.frozen}, "is not three-valued"),
        ("P05", {"ends_on": per_suspect.c.charged}, "is no date"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(
    id_: str, fields_: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidMeasure, match=message):
        changed(ALL[id_], **fields_)


def test_every_measure_says_what_it_asks_and_how_it_may_be_gamed() -> None:
    texts = ("title", "question", "gaming_risk", "population", "unit_word")
    for measure in ALL.values():
        assert all(getattr(measure, name) for name in texts), measure.id
        assert measure.question.endswith("?"), measure.id
        assert measure.caveats, measure.id
        assert measure.does_not_show, measure.id
        assert all(measure.used_by), measure.id
        assert measure.kind in {kind.__name__ for kind in KINDS}, measure.id


def test_guards_and_companions_are_other_measures() -> None:
    for measure in ALL.values():
        named = {measure.guard, *measure.shown_beside}
        assert named <= set(ALL) - {measure.id}, measure.id


def test_a_catalogue_with_two_of_one_id_or_a_guard_of_none_is_refused() -> None:
    with pytest.raises(InvalidMeasure, match="C01 is defined twice"):
        catalogue.sort_measures([ALL["C01"], changed(ALL["C01"])])
    with pytest.raises(InvalidMeasure, match=r"N01: its guard \[Q99\] does not exist"):
        catalogue.sort_measures([changed(ALL["N01"], guard="Q99")])


def test_what_measures_read_are_columns_of_the_record_model() -> None:
    known = {table.name for table in tables.RECORD_TABLES}
    known |= {f"{t.name}.{c.name}" for t in tables.RECORD_TABLES for c in tables.sent_columns(t)}
    for measure in ALL.values():
        assert set(measure.reads) <= known, measure.id
        assert set(measure.needs) <= set(measure.reads)
        assert measure.needs, measure.id


def test_a_measure_that_needs_its_date_needs_what_the_date_is_read_from() -> None:
    for measure in ALL.values():
        if measure.needs_date:
            assert set(measure.dated_by.info["needs"]) & set(measure.needs), measure.id


def test_every_column_of_a_unit_says_what_it_means() -> None:
    assert all(column.info["meaning"] for unit in UNITS for column in unit.c)


def test_breakdowns_are_closed_lists_or_offices() -> None:
    codes = {c.name for t in tables.RECORD_TABLES for c in t.c if columns.field_of(c).codes}
    for measure in ALL.values():
        has_form = measure.unit not in WITHOUT_FORM
        assert {"office", *(("form",) if has_form else ())} <= set(measure.breakdowns)
        # The status of a victim is not that of a row of results; there are kinds of many things.
        assert set(measure.breakdowns) <= codes | {"office", "victim_status", "person_kind"}


def test_an_example_that_fits_no_unit_is_refused() -> None:
    wrong = changed(ALL["N01"], example="no_such_column | counts\nyes | yes")
    with pytest.raises(worked_examples.BadExample, match="does not fit per_case"):
        worked_examples.read_example(wrong)
