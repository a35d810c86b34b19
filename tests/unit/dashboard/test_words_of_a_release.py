"""Rows of a release as pages write them: what is hidden has no number anywhere."""

import numpy as np
import pandas as pd
import pytest

from dashboard import words
from dashboard.frames import chart_rows, scale_positions, tables
from dashboard.frames.chart_rows import hide_by_status

NUMBERS = (
    *("value", "low", "high", "bound_low", "bound_high", "region_low", "region_high", "coverage"),
    *("numerator", "denominator", "unknown", "value_below", "value_above", "largest_share"),
    *("quartile_1", "quartile_3"),
)
NOTHING = dict.fromkeys(NUMBERS, np.nan)
RELEASED = NOTHING | {"of_release": 3, "not_refreshed": False, "hidden": "", "currency": "XAU"}
SHARE = RELEASED | {
    "measure": "N01",
    "kind": "Share",
    "status": "ok",
    "numerator": 45.0,
    "denominator": 110.0,
    "value": 0.41,
    "region_low": 0.3,
    "region_high": 0.52,
    "hidden": "unknown",
}
COUNT = RELEASED | {"measure": "C03", "kind": "Count"}


def plain(text: str) -> str:
    return text.replace(words.NO_BREAK, " ")


def test_counts_are_about_so_many() -> None:
    assert plain(words.row_text(SHARE)) == "41% (30% to 52%), about 45 of 110"
    assert plain(words.sample_size_text(SHARE)) == "n about 110"


@pytest.mark.parametrize(
    ("row", "written"),
    [
        (SHARE | {"status": "protected", "value": np.nan, "value_below": 0.1}, "<10%"),
        (SHARE | {"status": "protected", "value": np.nan, "value_above": 0.9}, ">90%"),
        (COUNT | {"status": "protected", "value_below": 10.0, "hidden": "numerator"}, "<10"),
        (COUNT | {"status": "withheld"}, "withheld"),
        (COUNT | {"status": "not_released"}, "not released"),
        (COUNT | {"status": "ok", "value": 45.0, "numerator": 45.0}, "45"),
    ],
)
def test_each_state_is_written(row: dict[str, object], written: str) -> None:
    assert plain(words.value(row)) == written


def test_a_rate_that_is_less_says_per_how_many_and_its_sign_is_short() -> None:
    row = RELEASED | {"measure": "C04r", "kind": "Rate", "status": "protected", "value_below": 1.3}
    assert plain(words.value(row)) == "<1.3 per 100,000"
    assert words.short_value_text(row) == "<1.3"


def test_a_ratio_of_what_is_hidden_has_no_count_in_its_place() -> None:
    row = RELEASED | {"measure": "P04", "kind": "FlowRatio", "status": "protected"}
    assert words.value(row) == "protected"
    assert words.no_number_reason(row).words == "Calculated from fewer than ten"


def test_a_hidden_count_reads_less_than_ten_everywhere_and_is_no_zero() -> None:
    few = SHARE | {
        "status": "protected",
        "value": np.nan,
        "value_below": 0.2,
        "numerator": np.nan,
        "denominator": 45.0,
        "hidden": "numerator,unknown",
        "period": "2021",
        "label": "A",
    }
    assert plain(words.row_text(few)) == "<20% (30% to 52%), <10 of 45"
    drawn = hide_by_status(pd.DataFrame([few]))
    # Nothing of it has a place in a chart.
    assert drawn[["value", "low", "high", "bound_low", "bound_high"]].isna().all(axis=None)
    assert plain(drawn["glyph"].iloc[0]) == "<20%"
    [line] = tables.rows_table(drawn, "Place").to_dict("records")
    assert (line["Yes"], line["Of"], line["Missing"]) == ("<10", "45", "<10")
    assert [plain(one) for one in chart_rows.sample_size_texts(drawn)] == [
        "n about 45, <10 not recorded"
    ]


FEW = {"status": "protected", "value": np.nan}


@pytest.mark.parametrize(
    ("row", "ends"),
    [
        (SHARE | FEW | {"value_below": 0.1}, (0.0, 0.1)),
        (SHARE | FEW | {"value_above": 0.9}, (0.9, 1.0)),
        (SHARE | {"status": "bounds_only", "bound_low": 0.2, "bound_high": 0.7}, (0.2, 0.7)),
        (SHARE | FEW, None),
        (SHARE | {"status": "withheld"}, None),
        (COUNT | FEW | {"value_below": 10.0, "hidden": "numerator"}, None),
    ],
)
def test_a_share_lies_where_the_release_says(
    row: dict[str, object], ends: tuple[float, float] | None
) -> None:
    assert chart_rows.possible_limits(row) == ends
    for_drawing = chart_rows.add_possible_limits(hide_by_status(pd.DataFrame([row])))
    drawn = for_drawing[["bound_low", "bound_high"]].iloc[0].tolist()
    assert drawn == pytest.approx(list(ends) if ends else [np.nan] * 2, nan_ok=True)


def test_what_reads_less_has_its_interval_on_the_track_and_no_dot() -> None:
    track = scale_positions.place_on_track(SHARE | FEW | {"value_below": 0.4}, None)
    assert (track.low, track.at, track.high) == (30.0, None, 52.0)
    assert scale_positions.place_on_track(SHARE | {"status": "withheld"}, None).low is None


def test_counts_that_are_withheld_say_so_in_their_cells() -> None:
    withheld = SHARE | {"status": "withheld", "numerator": np.nan, "unknown": np.nan, "hidden": ""}
    sums = RELEASED | {"measure": "A03", "kind": "AmountRatio", "status": "too_few"}
    middle = RELEASED | {"measure": "P05", "kind": "Duration", "status": "withheld"}
    rows = [row | {"label": "A"} for row in (SHARE, withheld, sums, middle)]
    table = tables.rows_table(hide_by_status(pd.DataFrame(rows)), "Place")
    assert table[["Yes", "Of", "Missing"]].to_numpy().tolist() == [
        ["45", "110", "<10"],
        ["withheld", "110", "withheld"],
        # Of sums no more is told than that there are few; how many came to an end never.
        ["too few", "too few", ""],
        ["", "withheld", "withheld"],
    ]
    exact = tables.rows_table(
        hide_by_status(pd.DataFrame([withheld | {"label": "A", "of_release": np.nan}])),
        "A",
    )
    assert "Yes" not in exact


def test_unknowns_that_are_hidden_are_not_told_to_be_none() -> None:
    row = SHARE | {"bound_low": 0.36, "bound_high": 0.45, "sure_low": 0.3, "sure_high": 0.52}
    said_ = plain(chart_rows.missing_answers_sentence(row))
    assert said_.startswith("Fewer than 10 answers are missing. If all were no")
    assert chart_rows.missing_answers_sentence(row | {"hidden": ""}) == ""


def test_too_few_of_a_release_names_its_own_limits() -> None:
    few = SHARE | {"status": "too_few", "value": np.nan}
    assert words.short_value_text(few) == "few"
    assert "at least 30 cases" in words.no_number_sentence(few)
    exact = few | {"of_release": np.nan, "denominator": 9}
    assert "ten cases" in words.no_number_sentence(exact)


def test_a_number_that_was_not_told_anew_names_its_release() -> None:
    assert words.row_text(SHARE | {"not_refreshed": True}).endswith(", carried over from release 3")


def test_a_table_has_the_interval_of_what_reads_less() -> None:
    row = SHARE | FEW | {"value_below": 0.4, "label": "A"}
    [line] = tables.rows_table(hide_by_status(pd.DataFrame([row])), "Place").to_dict("records")
    assert (plain(line["Value"]), line["95% interval"]) == ("<40%", "30% to 52%")
