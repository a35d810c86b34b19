"""The first sentence of a page: every kind of measure, and every reason to refuse."""

import math
import re
from dataclasses import replace
from datetime import date

import pytest

from metrics import result_sentences
from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS, OptionValues
from metrics.measure import Change
from metrics.result_sentences import result_sentence
from tests import measure_sentences
from tests.measure_sentences import NUMBERS

NOTHING = math.nan
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
    return result_sentence(told, "Avaria", (2019, 2023))


SHOWN = {
    "Share": "In Avaria in 2019 to 2023, 115 (67%) of the 171 cases charged as trafficking for"
    " which this is recorded had charges covering more than one link of the trafficking chain. 95%"
    " confidence interval, which allows for 10 missing answers: 58% to 74%.",
    "Count": "In Avaria, 1,234 people were convicted of trafficking at first instance in 2019 to"
    " 2023. The records do not show whether 16 more should be counted.",
    "Amount": "In Avaria, assets frozen or seized in 2019 to 2023 had a total value of 15,500, for"
    " the 2 assets with a recorded value. 3 more have no recorded value.",
    "AmountRatio": "In Avaria in 2019 to 2023, of every 100 of assets identified in trafficking"
    " cases charged (any offence), 39 was frozen, counting only assets with both values recorded."
    " In total: 3,876 of 10,000. Both amounts are recorded for 50% of assets.",
    "Duration": "In Avaria, it took an estimated 17.6 months from charge until proceedings at first"
    " instance had ended for half of the 1,711 people charged in trafficking cases in 2019 to 2023."
    " 95% confidence interval: 17 months to 18.6 months. 4 more are left out because data are"
    " missing.",
    "Median": "In Avaria in 2019 to 2023, half of the 40 people convicted of trafficking with an"
    " unsuspended custodial sentence of recorded length received 36 months or less. 95% confidence"
    " interval: 30 months to 48.4 months. 2 more are left out because data are missing.",
    "Rate": "In Avaria in 2019 to 2023, the yearly number of victims identified or presumed was"
    " 0.288 for every 100,000 residents. 95% confidence interval: 0.272 to 0.306. 3 more are"
    " left out because data are missing.",
    "FlowRatio": "In Avaria in 2019 to 2023, courts and prosecutors resolved 120 trafficking cases"
    " at first instance for every 100 trafficking cases charged (any offence). Resolved: 12. Came"
    " in: 10.",
}


LITTLE = {"status": "bounds_only", "coverage": NOTHING}
# Of a kind and a status the beginning, and how it ends.
REFUSED = [
    *((kind, "not_collected", "Not collected: ", "do not include this in {}.") for kind in ROWS),
    ("Share", "empty", "Nothing to count for ", "have no cases charged as trafficking."),
    ("Share", "not_yet_due", "Too recent: ", "24 months after this date: First charge."),
    ("Share", "too_few", "Too few cases: ", "too few different cases, so no figure is shown."),
    ("Share", "bounds_only", "Not enough data for ", "The true share is between 64% and 69%."),
    ("Count", "empty", "Nothing to count for ", "convicted of trafficking at first instance."),
    ("Amount", "empty", "Nothing to count for ", "the records have no assets frozen."),
    ("AmountRatio", "too_few", "Too few cases: ", "recorded answer, so no figure is shown."),
    ("AmountRatio", "bounds_only", "Not enough data for ", "only 50%, so no figure is shown."),
    ("Duration", "bounds_only", "Not enough data for ", "only 99%, so no figure is shown."),
    ("FlowRatio", "too_few", "Too few cases: fewer than 10 were resolved", "no figure is shown."),
]


@pytest.mark.parametrize(("kind", "status", "begins", "ends"), REFUSED)
def test_a_number_that_may_not_be_shown_is_refused_with_the_reason(
    kind: str, status: str, begins: str, ends: str
) -> None:
    told = said(kind, status)
    assert told.startswith(begins)
    assert told.endswith(ends.format("2019 to 2023"))


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        # Of years that no submission covers it is not said that there was none.
        ("Count", {"status": "empty", "covered": False}, "Not covered: the records of Avaria do"),
        # Where all is known the interval is that of chance.
        ("Share", {"unknown": 0, "region_low": 0.599, "region_high": 0.738}, "interval: 60% to 74"),
        ("Share", {"unknown": 1}, ", which allows for 1 missing answer:"),
        # As the table shows it.
        ("Median", {"measure": "F02m", "value": 19.5}, "investigation started 19.5 days or less"),
        ("Median", {"measure": "R05", "value": 0.8155}, "came to 0.816 times the loss or less."),
        # A small rate is told apart from its limits.
        ("Rate", {"value": 0.0151, "low": 0.0108, "high": 0.0205}, "0.0151 for every 100,000"),
        ("Rate", {"value": 0.0151, "low": 0.0108, "high": 0.0205}, "interval: 0.0108 to 0.0205."),
        ("Count", {"unknown": 0}, "at first instance in 2019 to 2023."),
        ("Count", {"measure": "C04s", "unknown": NOTHING}, "have no individual victim records."),
        # What may be there is not told as none, and of a part it is said that it is one.
        (
            "Count",
            LITTLE | {"measure": "X03", "unknown": 12},
            "any of 12 should be counted.",
        ),
        ("Amount", LITTLE | {"measure": "X03m", "unknown": 1}, "show whether 1 should be counted."),
        ("Amount", LITTLE | {"denominator": 1, "coverage": 0.05}, "is at least 15,500: the amount"),
        ("Amount", LITTLE | {"denominator": 0, "coverage": 0.0}, "2023: no amount is recorded."),
        ("FlowRatio", {"measure": "P04d", "value": 428.8}, "would take 429 days at the pace of"),
    ],
)
def test_a_sentence_has_the_words_of_its_numbers(
    kind: str, row: dict[str, object], words: str
) -> None:
    status = str(row.get("status", "ok"))
    assert words in said(kind, status, **{name: of for name, of in row.items() if name != "status"})


@pytest.mark.parametrize("kind", SHOWN)
def test_a_number_is_told_with_its_units_and_interval(kind: str) -> None:
    assert said(kind) == SHOWN[kind]


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("Share", 1, "1 more is not counted yet: the"),
        ("Median", 1200, "1,200 more are not counted yet: their"),
    ],
)
def test_what_is_too_recent_has_a_sentence_of_its_own(kind: str, number: int, words: str) -> None:
    assert said(kind, not_yet_due=number).endswith(f". {words} follow-up period is not over.")
    assert "not counted yet" not in said(kind, not_yet_due=0)


def test_the_grammar_has_words_for_every_measure_and_status() -> None:
    assert set(SHOWN) == {measure.kind for measure in CATALOGUE.values()}
    for _, case, words in measure_sentences.sentences():
        assert measure_sentences.PLACE in words, case
        assert re.search(r"\bnan\b|[{}\[\]]|  ", words) is None
        # What a sum or a rate is divided by is no thing that there are few of.
        assert re.search(r"few (of|per|for) |have no (per|for) ", words) is None


def test_too_few_gives_no_number_away() -> None:
    known = said("Share", "too_few", numerator=3, denominator=4)
    assert known.endswith("too few have a recorded answer, so no figure is shown.")
    for kind in ROWS:
        few = said(kind, "too_few", numerator=3, denominator=7, value=3, unknown=0)
        assert not set("37") & set(few.replace("2019 to 2023", ""))


def test_one_is_told_as_one() -> None:
    one = said("Count", value=1, unknown=1)
    assert "1 person was convicted" in one
    assert one.endswith("whether 1 more should be counted.")
    either = said("Count", measure="C01p", value=1, unknown=0)
    assert "1 person or company was first suspected" in either
    assert "1 investigation of trafficking was opened" in said("Count", measure="C01", value=1)
    assert "1 company or other legal person was charged" in said("Count", measure="C02e", value=1)
    assert "it took an estimated 1 day from sending" in said("Duration", measure="T03c", value=1)
    assert "recorded length received 1 month or less." in said("Median", value=1)
    assert "would take 1 day at the pace" in said("FlowRatio", measure="P04d", value=1)
    assert "for the 1 asset with a recorded value" in said("Amount", denominator=1)
    assert "1 more has no recorded value." in said("Amount", unknown=1)


def share(yes: int, of: int, low: float, high: float) -> str:
    """A share of which everything is known."""
    limits = {"region_low": low, "region_high": high, "unknown": 0}
    return said("Share", numerator=yes, denominator=of, value=yes / of, **limits)


def test_none_and_all_are_told_apart_from_nearly() -> None:
    none = share(0, 171, 0.0, 0.022)
    assert "0 (0%) of the 171 cases charged as trafficking for which this is recorded" in none
    assert none.endswith("95% confidence interval: 0% to 2%.")
    whole = share(171, 171, 0.978, 1.0)
    assert "171 (100%) of the 171 cases charged as trafficking" in whole
    assert whole.endswith("95% confidence interval: 98% to 100%.")
    nearly = share(999, 1001, 0.993, 0.9995)
    assert "999 (>99%) of the 1,001 cases" in nearly
    assert nearly.endswith("95% confidence interval: 99% to >99%.")
    assert share(2, 1001, 0.0005, 0.007).endswith("95% confidence interval: <1% to 1%.")
    assert "0 people were convicted" in said("Count", value=0, unknown=0)


def test_amounts_have_the_currency_of_the_place() -> None:
    row = NUMBERS | ROWS["AmountRatio"] | {"status": "ok"}
    euros = result_sentence(row, "Avaria", (2023, 2023), currency="EUR")
    assert "of every EUR 100 of assets identified" in euros
    assert "EUR 39 was frozen" in euros
    assert "In total: EUR\xa03,876 of EUR\xa010,000." in euros
    wages = row | {"measure": "L03b", "numerator": 354_000, "denominator": 206, "value": 1718.4}
    per_worker = result_sentence(wages, "Avaria", (2023, 2023), currency="EUR")
    assert "recovered EUR\xa01,718 in wages per worker found in forced labour." in per_worker
    assert "Total: EUR\xa0354,000. Divided by: 206." in per_worker
    nothing = row | {"denominator": 0, "value": NOTHING}
    told = result_sentence(nothing, "Avaria", (2023, 2023))
    assert told.endswith("no value for Avaria in 2023. The amount to divide by is zero.")
    assert "less than EUR 1 was frozen" in result_sentence(
        row | {"value": 0.004}, "Avaria", (2023, 2023), currency="EUR"
    )


def test_a_median_wait_that_is_not_reached_says_no_more_than_that() -> None:
    """Who still waits may come to it later: nothing is said of half of them."""
    told = said("Duration", numerator=900, value=NOTHING, low=NOTHING, high=NOTHING, unknown=0)
    assert told.endswith("is not known yet. 900 of 1,711 are no longer waiting.")
    assert "half" not in told
    one = said("Duration", numerator=1, value=NOTHING)
    assert "1 of 1,711 is no longer waiting." in one


def test_limits_that_are_not_reached_are_left_out() -> None:
    assert "95% confidence interval: 17 months or more." in said("Duration", high=NOTHING)
    assert "95% confidence interval: up to 18.6 months." in said("Duration", low=NOTHING)
    assert "interval" not in said("Duration", low=NOTHING, high=NOTHING)
    least = said("Duration", value=NOTHING, low=412, high=NOTHING)
    assert "95% confidence interval: 13.5 months or more." in least


@pytest.mark.parametrize(
    ("measure", "period", "below", "why"),
    [
        ("P04", "all", 0, "no value for Avaria in 2019 to 2023. Nothing came in."),
        # Of 49 resolved ones, which something would be divided by.
        ("P04d", "all", 49, "It is calculated only for single years."),
        ("P04d", "2019-2023", 49, "It is calculated only for single years."),
        ("P04d", "2023", 49, "no value for Avaria in 2019 to 2023. The year is not over."),
        ("P04d", "2023", 0, "no value for Avaria in 2019 to 2023. Nothing was resolved."),
    ],
)
def test_a_flow_without_a_value_says_why(measure: str, period: str, below: int, why: str) -> None:
    of = {"measure": measure, "period": period, "denominator": below, "value": NOTHING}
    assert why in said("FlowRatio", **of)


@pytest.mark.parametrize(
    ("jurisdiction", "years", "begins"),
    [
        ("Velmora, forced labour", (2023, 2023), "In Velmora (forced labour) in 2023, 115"),
        ("Office of Vessik, Velmora", (2023, 2023), "In Office of Vessik (Velmora) in 2023, 115"),
        ("Netherlands", (None, None), "In the Netherlands in all years, 115"),
        ("Avaria", (None, 2023), "In Avaria in the years up to 2023, 115"),
        ("Avaria", (2020, None), "In Avaria in the years from 2020, 115"),
        ("Avaria", (2020, 2023), "In Avaria in 2020 to 2023, 115"),
    ],
)
def test_place_and_years_come_first(
    jurisdiction: str, years: result_sentences.Years, begins: str
) -> None:
    row = NUMBERS | ROWS["Share"] | {"status": "ok"}
    assert result_sentence(row, jurisdiction, years).startswith(begins)


def test_a_setting_is_said_as_it_is_in_force() -> None:
    row = NUMBERS | ROWS["Share"] | {"measure": "F02", "status": "ok"}
    assert "within 30 days of opening" in result_sentence(row, "Avaria", (2023, 2023))
    other = OptionValues(
        tuple(
            (name, 14 if name == "financial_investigation_days" else value)
            for name, value in DEFAULTS.values
        )
    )
    assert "within 14 days of opening" in result_sentence(row, "Avaria", (2023, 2023), other)


def test_what_is_given_time_follows_the_option_in_force() -> None:
    row = NUMBERS | {"measure": "A02", "status": "not_yet_due"}
    assert result_sentence(row, "Avaria", (2023, 2023)).endswith(
        "counts 12 months after this date: First trafficking conviction."
    )
    other = OptionValues((*DEFAULTS.values, ("order_within_months", 1)))
    assert result_sentence(row, "Avaria", (2023, 2023), other).endswith(
        "counts 1 month after this date: First trafficking conviction."
    )
    own = row | {"measure": "F01o"}
    assert result_sentence(own, "Avaria", (2023, 2023)).endswith(
        "no figure yet for Avaria in 2023."
    )


CHANGED = Change("2", date(2021, 7, 1), "Agencies are counted as recruiters.")


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = replace(CATALOGUE["N01"], changes=(CHANGED,))
    monkeypatch.setattr(result_sentences, "CATALOGUE", dict(CATALOGUE) | {"N01": measure})


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
    changed: None, years: result_sentences.Years, refused: bool
) -> None:
    row = NUMBERS | ROWS["Share"]
    for status in ("ok", "bounds_only"):
        told = result_sentence(row | {"status": status}, "Avaria", years)
        expected = "as a whole: the definition changed on 1 July 2021. Choose years before or after"
        assert (expected in told) == refused
    empty = result_sentence(row | {"status": "empty"}, "Avaria", years)
    assert empty.startswith("Nothing to count for Avaria")


def test_a_change_on_the_first_day_is_before_the_years(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measure = replace(CATALOGUE["N01"], changes=(replace(CHANGED, on=date(2021, 1, 1)),))
    monkeypatch.setattr(result_sentences, "CATALOGUE", dict(CATALOGUE) | {"N01": measure})
    row = NUMBERS | ROWS["Share"] | {"status": "ok"}
    assert "115 (67%) of the 171" in result_sentence(row, "Avaria", (2021, 2023))
    assert "changed" in result_sentence(row, "Avaria", (2020, 2023))
