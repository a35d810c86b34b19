"""The first sentence of a page: every kind of measure, and every reason to refuse."""

import math
import re
from dataclasses import replace
from datetime import date

import pytest

from metrics import sentences
from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS, Chosen
from metrics.kinds import Duration
from metrics.measure import Change
from metrics.results import Status
from metrics.sentences import sentence
from metrics.units.suspects import per_suspect

NOTHING = math.nan
NUMBERS = dict.fromkeys(
    (
        *("numerator", "denominator", "unknown", "value", "low", "high"),
        *("bound_low", "bound_high", "coverage", "region_low", "region_high", "not_yet_due"),
    ),
    NOTHING,
)
# One measure of each kind, with numbers that may be shown.
ROWS: dict[str, dict[str, object]] = {
    "Share": {"measure": "N01", "numerator": 115, "denominator": 171, "unknown": 10}
    | {"value": 115 / 171, "low": 0.599, "high": 0.738, "coverage": 0.945}
    | {"bound_low": 0.635, "bound_high": 0.691, "region_low": 0.578, "region_high": 0.742},
    "Count": {"measure": "C03", "numerator": 1234, "value": 1234, "unknown": 16},
    "Amount": {"measure": "X01m", "denominator": 2, "unknown": 3, "value": 15_500.5},
    "AmountRatio": {"measure": "A03", "numerator": 3876.4, "denominator": 10_000, "unknown": 5}
    | {"value": 0.38764, "coverage": 0.5},
    "Duration": {"measure": "P05", "numerator": 900, "denominator": 1711, "unknown": 4}
    | {"value": 536, "low": 518, "high": 566, "coverage": 0.99},
    "Median": {"measure": "D01m", "denominator": 40, "unknown": 2, "value": 36}
    | {"low": 30, "high": 48.4, "coverage": 0.4},
    "Rate": {"measure": "C04r", "numerator": 1116, "denominator": 386_840_000, "unknown": 3}
    | {"value": 0.288, "low": 0.272, "high": 0.306, "coverage": 0.6},
    "FlowRatio": {"measure": "P04", "numerator": 12, "denominator": 10, "unknown": 1}
    | {"value": 1.2, "coverage": 0.65},
}
ROWS = {kind: {"kind": kind} | row for kind, row in ROWS.items()}


def said(kind: str, status: str = "ok", **row: object) -> str:
    told = NUMBERS | ROWS[kind] | {"status": status} | row
    return sentence(told, "Avaria", "2019-2023")


SHOWN = {
    "Share": "115 of 171 cases charged as trafficking with a known answer (67 %, 58–74 with chance"
    " and the 10 unknown) in 2019-2023",
    "Count": "1,234 persons convicted of trafficking (16 more unknown) in 2019-2023",
    "Amount": "15,500 in all, the known amounts of 2 assets frozen (3 more unknown) in 2019-2023",
    "AmountRatio": "identified value frozen, 3,876 of 10,000 (39 %) in 2019-2023",
    "Duration": "an estimated median of 17.6 months to the end at first instance (95 % interval"
    " 17–18.6) among 1,711 persons charged in 2019-2023; 900 of them have come to it",
    "Median": "36 months or less in half of 40 persons given a term of unsuspended custody (95 %"
    " interval 30–48.4) in 2019-2023",
    "Rate": "0.288 for each 100,000 residents and year (95 % interval 0.272–0.306) in 2019-2023",
    "FlowRatio": "12 resolved for 10 that came in (120 %) in 2019-2023",
}
REFUSED = {
    ("Share", "not_collected"): "not recorded in 2019-2023",
    ("Share", "empty"): "no cases charged as trafficking in 2019-2023",
    ("Share", "not_yet_due"): "not yet due in 2019-2023: cases count after 24 months",
    ("Share", "too_few"): "too few cases charged as trafficking with a known answer in 2019-2023 to"
    " say",
    ("Share", "bounds_only"): "known for only 95 % of cases charged as trafficking in 2019-2023:"
    " between 64 % and 69 %",
    ("Count", "not_collected"): "not recorded in 2019-2023",
    ("Count", "empty"): "no persons convicted of trafficking in 2019-2023",
    ("Count", "too_few"): "too few persons convicted of trafficking with a known answer in"
    " 2019-2023 to say",
    ("Amount", "not_collected"): "not recorded in 2019-2023",
    ("Amount", "empty"): "no assets frozen in 2019-2023",
    ("AmountRatio", "not_collected"): "not recorded in 2019-2023",
    ("AmountRatio", "empty"): "no assets that count in 2019-2023",
    ("AmountRatio", "too_few"): "too few assets with a known answer in 2019-2023 to say",
    ("AmountRatio", "bounds_only"): "both amounts are known for only 50 % of assets that count in"
    " 2019-2023",
    ("Duration", "not_collected"): "not recorded in 2019-2023",
    ("Duration", "empty"): "no persons charged in 2019-2023",
    ("Duration", "too_few"): "too few persons charged with a known answer in 2019-2023 to say",
    ("Duration", "bounds_only"): "known for only 99 % of persons charged in 2019-2023",
    ("Median", "not_collected"): "not recorded in 2019-2023",
    ("Median", "empty"): "no persons given a term of unsuspended custody in 2019-2023",
    ("Median", "too_few"): "too few persons given a term of unsuspended custody with a known"
    " answer in 2019-2023 to say",
    ("Median", "bounds_only"): "known for only 40 % of persons given a term of unsuspended"
    " custody in 2019-2023",
    ("Rate", "not_collected"): "not recorded in 2019-2023",
    ("Rate", "empty"): "no victims that count in 2019-2023",
    ("Rate", "too_few"): "too few victims with a known answer in 2019-2023 to say",
    ("Rate", "bounds_only"): "known for only 60 % of victims that count in 2019-2023",
    ("FlowRatio", "not_collected"): "not recorded in 2019-2023",
    ("FlowRatio", "empty"): "no trafficking cases charged with any offence in 2019-2023",
    ("FlowRatio", "too_few"): "too few cases resolved with a known answer in 2019-2023 to say",
    (
        "FlowRatio",
        "bounds_only",
    ): "known for only 65 % of trafficking cases charged with any offence in 2019-2023",
}


def test_of_years_that_no_submission_covers_it_is_not_said_that_there_was_none() -> None:
    told = said("Count", "empty", covered=False)
    assert told == "Avaria: not covered in 2019-2023: the records are of other years."


@pytest.mark.parametrize("kind", SHOWN)
def test_a_number_is_told_with_its_units_and_interval(kind: str) -> None:
    assert said(kind) == f"Avaria: {SHOWN[kind]}."


def test_where_all_is_known_the_interval_is_that_of_chance() -> None:
    all_known = {"unknown": 0, "region_low": 0.599, "region_high": 0.738}
    words = "115 of 171 cases charged as trafficking (67 %, 95 % interval 60–74) in 2019-2023"
    assert said("Share", **all_known) == f"Avaria: {words}."


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("Share", 1, "1 is"),
        ("Median", 1200, "1,200 are"),
        ("AmountRatio", 1, "1 asset is"),
        ("AmountRatio", 12, "12 assets are"),
    ],
)
def test_what_is_not_yet_due_is_told_beside_the_number(kind: str, number: int, words: str) -> None:
    assert said(kind, not_yet_due=number).endswith(f" in 2019-2023; {words} not yet due.")
    assert "not yet due" not in said(kind, not_yet_due=0)


def test_one_unknown_is_one() -> None:
    assert "with chance and one unknown)" in said("Share", unknown=1)


@pytest.mark.parametrize(("kind", "status"), REFUSED)
def test_a_number_that_may_not_be_shown_is_refused_with_the_reason(kind: str, status: str) -> None:
    assert said(kind, status) == f"Avaria: {REFUSED[kind, status]}."


def test_the_grammar_has_words_for_every_measure_and_status() -> None:
    assert set(SHOWN) == {measure.kind for measure in CATALOGUE.values()}
    for measure in CATALOGUE.values():
        told = NUMBERS | {"coverage": 0.5} | ROWS[measure.kind]
        told |= {"measure": measure.id, "kind": measure.kind}
        for status in Status:
            words = sentence(told | {"status": status.value}, "Avaria", "2019-2023")
            assert words.startswith("Avaria: ")
            assert re.search(r"\bnan\b", words) is None
            # What a sum or a rate is divided by is no thing that there are few of.
            assert "few of " not in words
            assert "few per " not in words
            assert "few for " not in words


def test_too_few_gives_no_number_away() -> None:
    told = said("Share", "too_few", numerator=3, denominator=4, unknown=0)
    assert told == "Avaria: too few cases charged as trafficking in 2019-2023 to say."
    for kind in ROWS:
        few = said(kind, "too_few", numerator=3, denominator=7, value=3, unknown=0)
        assert not set("37") & set(few.replace("2019-2023", ""))


def test_one_is_told_as_one() -> None:
    one = said("Count", value=1, unknown=1)
    assert one == "Avaria: 1 person convicted of trafficking (1 more unknown) in 2019-2023."
    either = said("Count", measure="C01p", value=1, unknown=0)
    assert either == "Avaria: 1 person or company first suspected in 2019-2023."
    assert (
        said("Count", measure="C01", value=1, unknown=0)
        == "Avaria: 1 investigation opened in 2019-2023."
    )
    legal = said("Count", measure="C02e", value=1, unknown=0)
    assert legal == "Avaria: 1 legal person first charged with trafficking in 2019-2023."
    assert "an estimated median of 1 day to an answer (" in said(
        "Duration", measure="T03c", value=1
    )
    assert "1 month or less in half of 40 persons" in said("Median", value=1)
    assert said("FlowRatio", measure="P04d", value=1).endswith("would take 1 day.")
    few = {"measure": "N04", "status": "too_few"}
    assert "too few links at which" in said("Share", **few)  # type: ignore[arg-type]


def share(yes: int, of: int, low: float, high: float) -> str:
    """A share of which everything is known."""
    limits = {"region_low": low, "region_high": high, "unknown": 0}
    return said("Share", numerator=yes, denominator=of, value=yes / of, **limits)


def test_none_and_all_are_told_apart_from_nearly() -> None:
    none = share(0, 171, 0.0, 0.022)
    assert "0 of 171 cases charged as trafficking (0 %, 95 % interval 0–2)" in none
    whole = share(171, 171, 0.978, 1.0)
    assert "171 of 171 cases charged as trafficking (100 %, 95 % interval 98–100)" in whole
    nearly = share(999, 1001, 0.993, 0.9995)
    assert "999 of 1,001 cases charged as trafficking (>99 %, 95 % interval 99 to >99)" in nearly
    assert "(<1 %, 95 % interval <1–1)" in share(2, 1001, 0.0005, 0.007)
    assert said("Count", value=0, unknown=0) == (
        "Avaria: 0 persons convicted of trafficking in 2019-2023."
    )


def test_a_count_without_doubt_says_no_more() -> None:
    assert said("Count", unknown=0).endswith("of trafficking in 2019-2023.")
    stated = said("Count", measure="C04s", value=6617, unknown=NOTHING)
    assert stated == "Avaria: 6,617 victims stated in 2019-2023."


def test_amounts_have_the_currency_of_the_place() -> None:
    row = NUMBERS | ROWS["AmountRatio"] | {"status": "ok"}
    assert sentence(row, "Avaria", "2023", currency="EUR") == (
        "Avaria: identified value frozen, EUR 3,876 of EUR 10,000 (39 %) in 2023."
    )
    wages = row | {"measure": "L03b", "numerator": 354_000, "denominator": 206, "value": 1718.4}
    assert sentence(wages, "Avaria", "2023", currency="EUR") == (
        "Avaria: wages recovered per worker, EUR 1,718 (EUR 354,000 for 206) in 2023."
    )
    state = sentence(row | {"measure": "R04m-state"}, "Avaria", "2023")
    assert state.startswith("Avaria: money paid: a State fund, 3,876 of 10,000")
    nothing = row | {"denominator": 0, "value": NOTHING}
    assert sentence(nothing, "Avaria", "2023") == (
        "Avaria: identified value frozen, nothing to divide by in 2023."
    )


def test_a_sum_is_told_with_what_is_no_part_of_it() -> None:
    row = NUMBERS | ROWS["Amount"] | {"status": "ok"}
    one = sentence(row | {"denominator": 1, "unknown": 0}, "Avaria", "2023", currency="EUR")
    assert one == "Avaria: EUR 15,500 in all, the known amounts of 1 asset frozen in 2023."


def test_a_median_wait_that_is_not_reached_says_no_more_than_that() -> None:
    """Who still waits may come to it later: nothing is said of half of them."""
    told = said("Duration", numerator=900, value=NOTHING, low=NOTHING, high=NOTHING)
    assert told == (
        "Avaria: the median time to the end at first instance is not reached among 1,711 persons"
        " charged in 2019-2023; 900 of them have come to it, the others still wait."
    )
    assert "half" not in told


def test_who_left_in_another_way_is_no_part_of_a_half_that_came_to_the_end() -> None:
    told = said("Duration")
    assert "half of" not in told
    assert told.endswith("; 900 of them have come to it.")
    assert "; 1 of them has come to it" in said("Duration", numerator=1)
    assert "; none of them has come to it, the others" in said(
        "Duration", numerator=0, value=NOTHING
    )
    everybody = said("Duration", numerator=1711, value=NOTHING)
    assert everybody.endswith("; 1,711 of them have come to it.")


def test_limits_that_are_not_reached_are_left_out() -> None:
    assert "(95 % interval 17 months or more) among" in said("Duration", high=NOTHING)
    assert "(95 % interval up to 18.6 months) among" in said("Duration", low=NOTHING)
    neither = said("Duration", low=NOTHING, high=NOTHING)
    assert "an estimated median of 17.6 months to the end at first instance among" in neither
    least = said("Duration", value=NOTHING, low=412, high=NOTHING)
    assert (
        "the end at first instance is not reached (95 % interval 13.5 months or more) among"
        in least
    )
    for told in (neither, least):
        assert "not reached-" not in told
        assert "-not reached" not in told


def test_every_duration_names_what_it_waits_for() -> None:
    waits = {
        measure.id: measure.ends_words
        for measure in CATALOGUE.values()
        if isinstance(measure, Duration)
    }
    assert set(waits) == {"P05", "P05o", "V04", "R06", "T03c"}
    assert all(waits.values())


def test_nobody_is_called_a_suspect_after_the_charge() -> None:
    called = {
        measure.id: measure.unit_word
        for measure in CATALOGUE.values()
        if measure.unit is per_suspect
    }
    assert "suspect" not in called.values()
    at_stage = {
        "suspected person": {"P01"},
        "person charged": {"N03p", "P01b", "P02", "P02b", "P05", "P05o", "P05y"},
        "defendant": {"P01c"},
        "convicted person": {"D01", "D01m", "D05", "P01d", "P03", "R02p"},
        "licensed person": {"D04"},
    }
    for word, ids in at_stage.items():
        assert {id_ for id_, said_ in called.items() if said_ == word} == ids
    young = sentence(NUMBERS | {"measure": "P01d", "status": "not_yet_due"}, "Avaria", "2025")
    assert young == "Avaria: not yet due in 2025: convicted persons count after 24 months."


def test_a_middle_between_two_days_is_not_rounded_to_another_than_the_table_shows() -> None:
    told = said("Median", measure="F02m", value=19.5, low=12, high=30)
    assert "19.5 days or less in half of" in told
    assert "(95 % interval 12–30)" in told


def test_what_is_known_of_too_few_is_told_of_the_units_that_it_is_of() -> None:
    told = said("Median", "bounds_only", measure="F02m", coverage=0.61)
    assert told == (
        "Avaria: known for only 61 % of cases with a financial investigation started in time in"
        " 2019-2023."
    )


def test_a_median_without_an_interval_and_a_ratio() -> None:
    told = said("Median", low=NOTHING, high=NOTHING)
    assert told.endswith("in half of 40 persons given a term of unsuspended custody in 2019-2023.")
    assert "0.816 or less in half of 40" in said("Median", measure="R05", value=0.8155)


def test_a_small_rate_is_told_apart_from_its_limits() -> None:
    small = said("Rate", value=0.0151, low=0.0108, high=0.0205)
    assert "0.0151 for each 100,000 residents and year (95 % interval 0.0108–0.0205)" in small


@pytest.mark.parametrize(
    ("measure", "period", "below", "why"),
    [
        ("P04", "all", 0, "no clearance rate of 2019-2023: nothing came in"),
        # Of 49 resolved ones, which something would be divided by.
        ("P04d", "all", 49, "it is computed of single years, not of a period"),
        ("P04d", "2019-2023", 49, "it is computed of single years, not of a period"),
        ("P04d", "2023", 49, "no disposition time of 2019-2023: the year is not over"),
        ("P04d", "2023", 0, "no disposition time of 2019-2023: nothing was resolved"),
    ],
)
def test_a_flow_without_a_value_says_why(measure: str, period: str, below: int, why: str) -> None:
    of = {"measure": measure, "period": period, "denominator": below, "value": NOTHING}
    assert why in said("FlowRatio", **of)


def test_a_pace_is_told_in_days() -> None:
    assert said("FlowRatio", measure="P04d", value=428.8) == (
        "Avaria: at the pace of 2019-2023, what was pending at the end would take 429 days."
    )


def test_the_place_may_be_an_office_and_a_form() -> None:
    row = NUMBERS | ROWS["Share"] | {"status": "ok"}
    told = sentence(row, "Office of Vessik, Velmora, forced labour", "2023")
    assert told.startswith("Office of Vessik, Velmora, forced labour: 115 of 171 cases charged")


def test_what_is_given_time_follows_the_option_in_force() -> None:
    row = NUMBERS | {"measure": "A02", "status": "not_yet_due"}
    assert sentence(row, "Avaria", "2023").endswith("cases count after 12 months.")
    other = Chosen((*DEFAULTS.values, ("order_within_months", 1)))
    assert sentence(row, "Avaria", "2023", other).endswith("cases count after 1 month.")
    own = row | {"measure": "F01o"}
    assert sentence(own, "Avaria", "2023").endswith("cases count after their own time.")


CHANGED = Change("2", date(2021, 7, 1), "Agencies are counted as recruiters.")


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = replace(CATALOGUE["N01"], changes=(CHANGED,))
    monkeypatch.setattr(sentences, "CATALOGUE", dict(CATALOGUE) | {"N01": measure})


@pytest.mark.parametrize(
    ("years", "refused"),
    [
        ((2019, 2023), True),
        ((2021, 2021), True),
        ((None, None), True),
        ((None, 2021), True),
        ((2022, 2023), False),
        ((2019, 2020), False),
    ],
)
def test_a_definition_that_changed_within_the_years_is_no_one_number(
    changed: None, years: sentences.Years, refused: bool
) -> None:
    row = NUMBERS | ROWS["Share"]
    for status in ("ok", "bounds_only"):
        told = sentence(row | {"status": status}, "Avaria", "2019-2023", years=years)
        expected = (
            "Avaria: no number of 2019-2023 as a whole, since the definition changed on 1 July"
            " 2021: choose years before it or after it."
        )
        assert (told == expected) == refused
    empty = sentence(row | {"status": "empty"}, "Avaria", "2019-2023", years=years)
    assert empty == "Avaria: no cases charged as trafficking in 2019-2023."


def test_a_change_on_the_first_day_is_before_the_years(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measure = replace(CATALOGUE["N01"], changes=(replace(CHANGED, on=date(2021, 1, 1)),))
    monkeypatch.setattr(sentences, "CATALOGUE", dict(CATALOGUE) | {"N01": measure})
    row = NUMBERS | ROWS["Share"] | {"status": "ok"}
    assert "115 of 171" in sentence(row, "Avaria", "2021-2023", years=(2021, 2023))
    assert "changed" in sentence(row, "Avaria", "2020-2023", years=(2020, 2023))
