"""Rows as charts and tables have them."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.frames import chart_rows, tables, yearly_figures
from dashboard.frames.chart_rows import hide_by_status
from dashboard.pages.chain import cards
from dashboard.ui import money_cascade_card
from metrics import counting_options
from metrics.catalogue import CATALOGUE
from metrics.statistics.intervals import interval_with_unknowns
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import frame, row
from tests.unit.metrics.statistics.samples import sums_of_units

NBSP = "\N{NO-BREAK SPACE}"


def result(**changed: Any) -> dict[str, Any]:
    """A shown share of 54 in 100."""
    return row("N01", "QMA", region_low=0.43, region_high=0.65) | changed


def hidden(**changed: Any) -> pd.Series:
    """The row as a chart has it."""
    return hide_by_status(frame(result(**changed))).iloc[0]


def test_a_shown_row_keeps_its_numbers_and_says_them() -> None:
    shown = hidden()
    assert (shown["value"], shown["low"], shown["bound_high"]) == (0.54, 0.43, 0.56)
    assert shown["chance_low"] == 0.44
    assert shown["says"] == "54% (43% to 65%), 54 of 100"
    assert (shown["glyph"], shown["known"]) == ("", f"n{NBSP}={NBSP}100")


def test_too_few_keeps_no_number_and_says_the_counts() -> None:
    few = hidden(status="too_few", numerator=3, denominator=7, value=0.43)
    assert few[["value", "low", "high", "bound_low", "bound_high"]].isna().all()
    assert (few["says"], few["glyph"]) == ("Too few cases: 3 of 7", "3/7")


def test_too_much_unknown_keeps_its_bounds_alone() -> None:
    unclear = hidden(status="bounds_only", bound_low=0.2, bound_high=0.7)
    assert pd.isna(unclear["value"])
    assert (unclear["bound_low"], unclear["bound_high"]) == (0.2, 0.7)
    assert unclear["says"] == "Not enough data: 20% to 70% possible"
    without = hidden(kind="Duration", status="bounds_only", bound_low=None, bound_high=None)
    assert without["says"] == "Not enough data"


def test_durations_turn_into_months() -> None:
    waits = hidden(kind="Duration", value=365.25, low=182.625, high=None, bound_low=None)
    assert (waits["value"], waits["low"]) == (12.0, 6.0)
    assert pd.isna(waits["high"])
    assert waits["says"] == f"12.0{NBSP}months (6.0 months or more), n{NBSP}={NBSP}100"


@pytest.mark.parametrize(
    ("kind", "changed", "says", "known"),
    [
        ("Duration", {"value": None}, "Fewer than half have finished so far", "n = 100"),
        ("AmountRatio", {"denominator": 3.4e6}, "54%, 54 of 3.4 million", "of 3.4 million"),
        ("Count", {"value": 1234.0, "denominator": None}, "1,234", "1,234"),
        ("Share", {"status": "not_collected", "denominator": 0}, "Not collected", ""),
        ("Share", {"status": "empty", "denominator": 0}, "No cases to count", ""),
        ("Share", {"status": "not_yet_due", "denominator": 0}, "Too recent", ""),
    ],
)
def test_each_kind_and_status_says_its_number_or_why_there_is_none(
    kind: str, changed: dict[str, object], says: str, known: str
) -> None:
    drawn = hidden(kind=kind, low=None, high=None, **changed)
    assert [plain(drawn[text]) for text in ("says", "known")] == [says, known]


def test_a_sum_says_of_how_many_it_is_and_how_many_are_no_part_of_it() -> None:
    worth = {"kind": "Amount", "measure": "X01m", "numerator": 1.2e6, "value": 1.2e6}
    worth |= {"denominator": 9, "unknown": 1300}
    worth |= dict.fromkeys(("low", "high", "bound_low", "bound_high", "coverage"))
    whole, least = hidden(**worth, currency="EUR"), worth | {"status": "bounds_only"}
    assert whole["says"] == f"EUR{NBSP}1.2{NBSP}million, of 9, 1,300 more missing"
    few = hidden(**least, currency="EUR")
    assert (whole["glyph"], few["glyph"]) == ("", f"at least EUR{NBSP}1.2{NBSP}million")
    assert few["says"] == f"Not enough data: at least EUR{NBSP}1.2{NBSP}million"
    nothing = hidden(**least | {"value": None, "denominator": 0}, currency="EUR")
    assert (nothing["glyph"], nothing["says"]) == ("unclear", "Not enough data")
    drawn = hide_by_status(frame(result(**worth)))
    [line] = tables.rows_table(drawn.assign(label=drawn["period"]), "Year").to_dict("records")
    assert line["Value"] == f"1.2{NBSP}million"
    assert (line["With an amount"], line["Missing"]) == ("9", "1,300")
    assert "Yes" not in line


def test_every_year_has_a_row_and_young_ones_are_not_yet_due() -> None:
    rows = frame(result(period="2020"), result(period="all"), result(period="undated"))
    span = range(2019, 2023)
    drawn = yearly_figures.one_row_per_year(rows, span, due_until=date(2021, 12, 31), covered=span)
    assert list(drawn["period"]) == ["2019", "2020", "2021", "2022"]
    assert list(drawn["status"]) == ["empty", "ok", "empty", "not_yet_due"]
    none = yearly_figures.one_row_per_year(rows[:0], span, due_until=date.max, covered=span)
    assert list(none["status"]) == ["empty"] * 4


def test_a_year_that_no_submission_covers_is_not_one_without_any() -> None:
    count = {"kind": "Count", "measure": "C01", "value": 3.0, "low": None, "high": None}
    rows = frame(*(result(period=year, **count) for year in ("2019", "2022")))
    span = range(2018, 2024)
    drawn = yearly_figures.one_row_per_year(
        rows, span, due_until=date.max, covered=range(2019, 2022)
    )
    assert list(drawn["says"]) == [
        "Not covered",
        "3",
        *["No cases to count"] * 2,
        # Dated in a year that no submission covers.
        "3",
        "Not covered",
    ]
    assert list(drawn["glyph"]) == ["no data", "", "none", "none", "", "no data"]


def test_a_window_counts_back_from_the_day_of_the_records() -> None:
    as_of = date(2026, 3, 31)
    found = [yearly_figures.last_due_day(as_of, months) for months in (0, 1, 24)]
    assert found == [as_of, date(2026, 2, 28), date(2024, 3, 31)]
    # What is given no time is never too recent.
    days = [
        yearly_figures.last_due_day_of_measure(CATALOGUE[id_], as_of, counting_options.DEFAULTS)
        for id_ in ("C01", "N01")
    ]
    assert days == [date.max, date(2024, 3, 31)]


def test_places_are_alphabetical_by_name_and_the_chosen_one_is_marked() -> None:
    rows = frame(result(jurisdiction="QMB"), result(jurisdiction="QMA"))
    drawn = chart_rows.rows_by_jurisdiction(
        rows, {"QMA": "Zembla", "QMB": "Avaria", "QMC": "Norland"}, own="QMA"
    )
    assert list(drawn["label"]) == ["Avaria", "Norland", "Zembla"]
    assert list(drawn["role"]) == ["other", "other", "own"]
    assert list(drawn["status"]) == ["ok", "empty", "ok"]


def test_groups_come_in_the_order_of_their_names_and_unknown_last() -> None:
    rows = frame(
        result(form=None), result(form="mixed"), result(form="other"), result(form="forced_labour")
    )
    drawn = chart_rows.rows_by_group(
        rows, "form", {"forced_labour": "Forced labour", "mixed": "Mixed"}
    )
    assert list(drawn["label"]) == ["Forced labour", "Mixed", "Other", "Not recorded"]
    assert list(drawn["role"]) == ["own", "own", "own", "other"]


def test_names_are_told_apart_by_what_they_do_not_share() -> None:
    of_all = {"a": "Office of Arlen", "b": "Office of New Vessik"}
    assert chart_rows.strip_common_words(of_all) == {"a": "Arlen", "b": "New Vessik"}
    for kept in ({"a": "Office of Arlen"}, {"a": "Office", "b": "Office"}, {}):
        assert chart_rows.strip_common_words(kept) == kept


def test_link_groups_come_in_the_order_of_the_chain() -> None:
    reach = frame(
        result(group="exploitation", value=0.9), result(group="recruitment", status="too_few")
    )
    drawn = cards.rows_by_link_group(reach)
    assert list(drawn["group"]) == list(cards.GROUPS)
    assert list(drawn["value_label"][:2]) == ["too few", "no cases"]
    assert drawn.set_index("group").loc["exploitation", "value_label"] == "90%"


def test_combinations_are_named_and_those_not_drawn_are_counted() -> None:
    found = pd.DataFrame(
        {"groups": ["exploitation", "recruitment+exploitation", ""], "cases": [9, 4, 2]}
    )
    drawn = cards.combination_rows(found)
    assert list(drawn["groups"]) == ["exploitation", "recruitment+exploitation"]
    assert list(drawn["says"]) == ["Exploitation", "Recruitment, Exploitation"]
    [unlinked] = cards.left_out_sentences(found, drawn)
    assert unlinked == "No link is recorded in 2 more cases."
    many = pd.DataFrame({"groups": ["x"] * 12, "cases": range(12, 0, -1)})
    [rarer] = cards.left_out_sentences(many, many)
    assert rarer.startswith("2 rarer combinations")
    assert rarer.endswith("Their cases: 3.")


def test_an_amount_known_in_no_case_is_not_recorded() -> None:
    found = pd.DataFrame(
        [
            ("frozen", 3.1e6, "EUR", 5, 10),
            ("realised", 0.0, "EUR", 0, 10),
            ("confiscated", 0.0, "EUR", 4, 10),
        ],
        columns=["step", "amount", "currency", "cases_known", "cases"],
    )
    drawn = money_cascade_card.cascade_steps(found).set_index("label")
    assert drawn.loc["Frozen or seized", "amount_label"] == f"EUR{NBSP}3.1{NBSP}million"
    assert drawn.loc["Frozen or seized", "known_label"] == "50%"
    assert drawn.loc["Realised (sold or collected)", "amount_label"] == "Not recorded"
    assert pd.isna(drawn.loc["Realised (sold or collected)", "amount"])
    assert drawn.loc["Confiscation ordered", "amount"] == 0
    assert list(drawn.index) == list(money_cascade_card.NAMES.values())


def test_a_table_has_the_words_and_what_is_not_recorded_is_not_counted_as_nothing() -> None:
    nothing = {"status": "not_collected", "numerator": 0, "denominator": 0, "unknown": 0}
    years = {"2020": {}, "2021": {"status": "too_few"}, "2022": nothing}
    drawn = hide_by_status(frame(*(result(period=year, **of) for year, of in years.items())))
    table = tables.rows_table(drawn.assign(label=drawn["period"]), "Year")
    assert list(table["Year"]) == list(years)
    assert list(table["Value"]) == ["54%", "too few", "—"]
    assert list(table["95% interval"]) == ["43% to 65%", "", ""]
    assert list(table["Yes"] + table["Of"] + table["Missing"]) == ["541005", "541005", ""]
    assert list(table["Status"]) == ["", "Too few cases", "Not collected"]


def to_june(*rows: dict[str, Any], **changed: Any) -> pd.DataFrame:
    """2019 to 2021, of which the last has come to the end of June."""
    span = range(2019, 2022)
    told = {"due_until": date.max, "covered": span, "as_of": date(2021, 6, 30)} | changed
    return yearly_figures.one_row_per_year(frame(*rows), span, **told).assign(stretch="0")


def test_a_year_that_is_not_over_says_how_far_it_goes_and_ends_no_text() -> None:
    rows = [result(period=str(year)) for year in (2019, 2020, 2021)]
    drawn = to_june(*rows)
    assert list(drawn["running"]) == ["", "", "to 30 June"]
    assert yearly_figures.year_labels(drawn) == ["2019", "2020", "2021, to 30 June"]
    whole, _, so_far = yearly_figures.years_as_text(drawn).partition(" So far in 2021: ")
    assert whole.endswith("in 2020.")
    assert so_far.endswith(", to 30 June.")
    # So it says also where it has none yet, or too few.
    for made in (drawn, to_june(rows[1]), to_june(result(period="2021", status="too_few"))):
        assert made["says"].iloc[2].endswith(", to 30 June")
    # Of what is over, not due, or not covered, nothing is said yet.
    for changed in (
        {"as_of": date(2021, 12, 31)},
        {"due_until": date(2021, 6, 30)},
        {"covered": range(2019, 2021)},
    ):
        assert set(to_june(rows[1], **changed)["running"]) == {""}


# Of 54 yes and 46 no with five unknown.
REGION = interval_with_unknowns(
    sums_of_units(54, 100), sums_of_units(54, 105), sums_of_units(59, 105)
)


def rows(**changed: object) -> pd.DataFrame:
    """A share of 54 of 100, with what five unknown could make of it."""
    sure = {name: float(end) for name, end in zip(chart_rows.REGION, REGION, strict=True)}
    drawn = hide_by_status(frame(row("N01", "QVE", **sure | changed)))
    return drawn.assign(low=drawn["chance_low"], high=drawn["chance_high"])


def sentence(**changed: object) -> str:
    [found] = rows(**changed).to_dict("records")
    return chart_rows.missing_answers_sentence(found)


def test_the_unknown_stand_beside_the_number_of_the_known() -> None:
    assert chart_rows.sample_size_texts(rows()) == [f"n{NBSP}={NBSP}100, 5 not recorded"]
    assert chart_rows.sample_size_texts(rows(unknown=0)) == [f"n{NBSP}={NBSP}100"]
    assert chart_rows.sample_size_texts(rows(denominator=0)) == ["5 not recorded"]


def test_limits_for_both_are_those_of_imbens_and_manski() -> None:
    found = rows().iloc[0]
    assert (found["sure_low"], found["sure_high"]) == pytest.approx(tuple(map(float, REGION)))
    assert (found["low"], found["high"]) == (0.44, 0.63)
    assert found["sure_low"] < found["bound_low"] < found["bound_high"] < found["sure_high"]
    assert chart_rows.missing_data_limits_texts(rows()) == ["43% to 64%"]
    # They stand where too much is unknown, and nowhere else.
    assert rows(status="bounds_only")["sure_low"].notna().all()
    for status in ("too_few", "protected", "not_collected", "empty"):
        assert rows(status=status)["sure_low"].isna().all()
        assert chart_rows.missing_data_limits_texts(rows(status=status)) == [""]


def test_the_sentence_says_what_every_no_and_every_yes_would_make() -> None:
    assert sentence() == (
        "Missing answers: 5. If all were no, the share would be 51%; if all were yes, 56%."
        " Allowing for chance too, the 95% confidence interval is 43% to 64%."
    )
    assert sentence(unknown=0) == (
        "No answers are missing: the confidence interval allows for chance alone."
    )
    assert sentence(status="too_few") == ""


def test_each_symbol_of_a_hidden_value_is_explained_once() -> None:
    few = {"status": "too_few", "kind": "Share", "numerator": 2, "denominator": 6, "value": None}
    recent = {"status": "not_yet_due", "kind": "Share", "denominator": 0, "value": None}
    shown = {"status": "ok", "kind": "Share", "denominator": 90, "value": 0.5}
    rows = [shown, few, few | {"numerator": 3}, recent]
    assert chart_rows.signs_sentence(rows) == (
        "Years without a value: 3/6 = Too few cases, … = Too recent."
    )
    assert chart_rows.signs_sentence([shown]) == ""
