"""How numbers, dates and missing numbers are written."""

import numpy as np
import pytest

from dashboard import words

SHARE = {
    "kind": "Share",
    "status": "ok",
    "value": 0.54,
    "low": 0.468,
    "high": 0.612,
    "region_low": 0.448,
    "region_high": 0.652,
    "bound_low": 0.4,
    "bound_high": 0.75,
    "denominator": 1212,
    "coverage": 0.93,
}


def plain(text: str) -> str:
    """The text with its no-break spaces as ordinary ones."""
    return text.replace(words.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("fraction", "written"),
    [
        *((0.54, "54%"), (0, "0%"), (1, "100%"), (0.001, "<1%"), (0.999, ">99%")),
        *((1.4, "140%"), (0.125, "13%"), (29 / 200, "15%"), (0.1449, "14%")),
        *((0.005, "1%"), (0.0049, "<1%"), (0.995, ">99%"), (0.985, "99%")),
    ],
)
def test_a_share_is_whole_percent_and_keeps_what_is_not_none_or_all(
    fraction: float, written: str
) -> None:
    assert plain(words.share(fraction)) == written


@pytest.mark.parametrize(
    ("days", "written"), [(1, "1 day"), (45, "45 days"), (590, "19.4 months"), (60, "2.0 months")]
)
def test_a_duration_is_in_days_or_months(days: float, written: str) -> None:
    assert plain(words.duration(days)) == written


def test_a_shown_row_has_value_interval_bounds_and_how_many() -> None:
    assert plain(words.value(SHARE)) == "54%"
    assert words.interval(SHARE) == "45% to 65%"
    assert words.bounds(SHARE) == "40% to 75%"
    assert words.sample_size_text(SHARE) == f"n{words.NO_BREAK}={words.NO_BREAK}1,212"
    assert plain(words.coverage(SHARE, "cases")) == "recorded for 93% of cases"


@pytest.mark.parametrize("status", words.ABSENCES)
def test_a_row_with_another_status_shows_its_glyph_and_never_its_value(status: str) -> None:
    row = SHARE | {"status": status}
    instead = {"bounds_only": "40% to 75% possible"}
    assert words.value(row) == instead.get(status, words.ABSENCES[status].glyph)
    assert not words.is_value_shown(row)
    assert words.ABSENCES[status].words


def test_a_median_that_is_not_reached_says_so_and_is_no_sign_of_another_absence() -> None:
    assert words.value(SHARE | {"kind": "Duration", "value": np.nan}) == "not reached"
    assert words.value(SHARE | {"kind": "AmountRatio", "value": np.nan}) == "no value"


@pytest.mark.parametrize(
    ("period", "denominator", "said"),
    [
        ("all", 49, "It is calculated only for single years"),
        ("2026", 49, "The year is not over"),
        ("2024", 0, "Nothing was resolved"),
    ],
)
def test_a_disposition_time_without_a_value_says_why(
    period: str, denominator: int, said: str
) -> None:
    flow = {"kind": "FlowRatio", "measure": "P04d", "value": np.nan, "period": period}
    why = words.no_number_reason(SHARE | flow | {"denominator": denominator})
    assert (why.glyph, why.words) == ("no value", said)


def test_each_glyph_has_one_meaning() -> None:
    """What has no glyph stands as words."""
    glyphs = {status: absence.glyph for status, absence in words.ABSENCES.items()}
    assert glyphs == {
        "not_collected": "—",
        "empty": "no cases",
        "not_yet_due": "…",
        "too_few": "too few",
        "bounds_only": "unclear",
        "protected": "<10",
        "withheld": "withheld",
        "not_released": "not released",
        "not_comparable": "≠",
    }
    undefined = (*words.UNDEFINED.values(), words.NOTHING_BELOW, words.NOT_COVERED)
    every = [*words.ABSENCES.values(), *undefined]
    assert len({one.glyph for one in every}) == len(every)
    assert len({one.words for one in every}) == len(every)
    assert len({one.sign or one.glyph for one in every}) == len(every)
    assert set(words.EXPLANATIONS) == set(words.ABSENCES)


def test_nobody_is_counted_of_what_is_not_recorded() -> None:
    assert (
        words.sample_size_text(SHARE | {"denominator": 0, "status": "empty"})
        == f"n{words.NO_BREAK}={words.NO_BREAK}0"
    )
    assert words.sample_size_text(SHARE | {"denominator": 0, "status": "not_collected"}) == ""


def test_a_chart_says_too_few_and_bounds_by_their_numbers() -> None:
    few = SHARE | {"status": "too_few", "numerator": 3, "denominator": 7}
    assert words.short_value_text(few) == "3/7"
    assert words.short_value_text(few | {"denominator": 0}) == "few"
    assert words.short_value_text(few | {"kind": "Median"}) == "few"
    assert words.short_value_text(SHARE | {"status": "bounds_only"}) == "40–75%"
    nothing = {"status": "bounds_only", "bound_low": np.nan, "bound_high": np.nan}
    assert words.short_value_text(SHARE | nothing) == words.value(SHARE | nothing) == "unclear"


@pytest.mark.parametrize(
    ("value", "low", "high", "written"),
    [
        (590, 511, 700, "16.8 to 23.0 months"),
        (590, 511, np.nan, "16.8 months or more"),
        (590, np.nan, 700, "up to 23.0 months"),
        (30, 20, 41, "0.7 to 1.3 months"),
        (590, np.nan, np.nan, ""),
    ],
)
def test_the_interval_of_a_duration_may_have_one_end(
    value: float, low: float, high: float, written: str
) -> None:
    row = SHARE | {"kind": "Duration", "value": value, "low": low, "high": high}
    assert words.interval(row) == written


@pytest.mark.parametrize(
    ("years", "written"),
    [
        ((2024, 2024), "2024"),
        ((2020, 2024), "2020 to 2024"),
        ((None, None), "all years"),
        ((None, 2024), "up to 2024"),
        ((2020, None), "2020 onwards"),
    ],
)
def test_a_period_is_in_words(years: tuple[int | None, int | None], written: str) -> None:
    assert words.period(*years) == written


def test_codes_are_in_words() -> None:
    assert words.code("forced_labour") == "Forced labour"


@pytest.mark.parametrize(
    ("value", "text"), [(2345.0, "2,345"), (303.4, "303"), (28.0, "28"), (0.4, "0.4"), (0, "0")]
)
def test_medians_rates_and_flows_have_three_figures_and_no_exponent(
    value: float, text: str
) -> None:
    assert words.number("Median", value) == text


def test_money_for_each_of_so_many_is_no_percentage() -> None:
    wages = {"measure": "L03b", "kind": "AmountRatio", "status": "ok", "value": 1718.25}
    assert words.value(wages) == "1,718"
    assert words.value(wages | {"measure": "A03", "value": 0.4}) == "40%"


@pytest.mark.parametrize(
    ("row", "written"),
    [
        ({"measure": "N01", "kind": "Share", "value": 0.54}, ("54", "%")),
        ({"measure": "N01", "kind": "Share", "value": 0.004}, ("<1", "%")),
        (
            {"measure": "X01m", "kind": "Amount", "value": 2.2e7, "currency": "CZK"},
            ("CZK 22 million", ""),
        ),
        ({"measure": "N01", "kind": "Share", "value": None, "status": "too_few"}, ("too few", "")),
        ({"measure": "P05", "kind": "Duration", "value": 590}, ("19.4", " months")),
        ({"measure": "N01", "kind": "Share", "status": "bounds_only"}, ("40% to 75%", " possible")),
    ],
)
def test_a_unit_stands_apart_behind_a_number_and_a_currency_with_it(
    row: dict[str, object], written: tuple[str, str]
) -> None:
    row = {"status": "ok", "bound_low": 0.4, "bound_high": 0.75} | row
    number, unit = words.split_value_and_unit(row)
    assert (plain(number), plain(unit)) == written
    assert number + unit == words.value(row)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"denominator": 9}, "Fewer than ten cases:"),
        # Eight of nineteen, most of them of one case.
        ({"denominator": 19}, "The records come from too few different cases."),
        (
            {"kind": "AmountRatio", "measure": "A03b", "denominator": 4e6},
            "Fewer than ten records, or",
        ),
    ],
)
def test_too_few_is_explained_by_what_is_too_few(changed: dict[str, object], says: str) -> None:
    row = SHARE | {"status": "too_few", "measure": "N01"} | changed
    assert words.no_number_sentence(row).startswith(says)


@pytest.mark.parametrize(("id_", "needs"), [("N01", "90%"), ("R01", "70%")])
def test_too_much_unknown_is_explained_by_what_the_number_needs(id_: str, needs: str) -> None:
    row = SHARE | {"status": "bounds_only", "measure": id_, "coverage": 0.83}
    assert f"less than the {needs} of cases" in plain(words.no_number_sentence(row))


def test_a_count_of_which_nothing_is_known_has_no_part_that_is_known() -> None:
    count = {"status": "bounds_only", "measure": "C03", "kind": "Count", "coverage": np.nan}
    assert words.no_number_sentence(SHARE | count) == (
        "For none of them is it recorded whether it should be counted."
    )


def test_a_limit_that_reads_like_what_it_is_held_against_has_one_decimal() -> None:
    row = SHARE | {"region_low": 0.4, "region_high": 0.6041}
    assert words.interval(row) == "40% to 60%"
    assert words.interval(row, (0.6, None)) == "40% to 60.4%"
    assert words.interval(row, (0.7, 0.3996)) == "40.0% to 60%"
    assert words.interval(row, (0.6041, float("nan"))) == "40% to 60%"
