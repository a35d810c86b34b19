"""Jurisdictions beside the chosen one: readings, who counts otherwise, and the years before."""

from datetime import date

import pandas as pd
import pytest

from dashboard.frames.comparable_places import differing_rule_text
from dashboard.frames.figures import SectionFacts, build_figures
from dashboard.frames.trend_breaks import Break
from dashboard.pages.compare import frames
from metrics import catalogue
from metrics.comparability import Difference
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import frame, row

NAMES = {"XAA": "Zembla", "XAB": "Avaria", "XAC": "Norland", "XAD": "Ostmark"}
N01 = catalogue.CATALOGUE["N01"]
RULE = {"charge_counted_at": "indictment", "case_splitting": "by_network"}
STATED = {(id_, rule): code for id_ in NAMES for rule, code in RULE.items()}
OTHERWISE = STATED | {("XAC", "charge_counted_at"): "court_registration"}


def share(
    jurisdiction: str, value: float, half: float = 0.05, **other: object
) -> dict[str, object]:
    return row("N01", jurisdiction, value=value, low=value - half, high=value + half) | other


def read(*rows: dict[str, object], **apart: tuple[Difference, ...]) -> dict[str, dict[str, object]]:
    drawn = frames.add_comparisons(frame(*rows), NAMES, "XAA", apart, frozenset(apart))
    return {str(line["jurisdiction"]): line for line in drawn.to_dict("records")}


def test_a_reading_goes_by_the_interval_of_the_difference_and_the_own_has_none() -> None:
    lines = read(share("XAA", 0.5), share("XAB", 0.7), share("XAC", 0.3), share("XAD", 0.55))
    assert [lines[id_]["reading"] for id_ in NAMES] == [
        *("", "△ higher", "▽ lower", "no clear difference"),
    ]
    # What is unknown widens the difference.
    unknown = share("XAB", 0.6) | {"verdict_low": 0.5, "verdict_high": 0.8}
    read_as = [
        read(share("XAA", 0.49), of)["XAB"]["reading"] for of in (share("XAB", 0.6), unknown)
    ]
    assert read_as == ["△ higher", "no clear difference"]


def test_who_has_no_value_or_counts_otherwise_is_not_read() -> None:
    differ = (Difference("charge_counted_at", "indictment", "court_registration"),)
    few = share("XAB", 0.9, status="too_few")
    lines = read(share("XAA", 0.5), few, share("XAC", 0.9), XAC=differ)
    assert {lines[id_]["reading"] for id_ in NAMES} == {""}
    assert lines["XAC"]["otherwise"] == "Charge counted at: Court registration"
    assert [lines[id_]["alike"] for id_ in NAMES] == [True, True, False, True]
    rows = frame(share("XAA", 0.5), share("XAB", 0.9))
    drawn = frames.add_comparisons(rows, NAMES, "XAA", {}, unread=frozenset(NAMES))
    assert set(drawn["reading"]) == {""}


def test_rules_that_differ_or_are_not_stated_are_told_with_who_is_silent() -> None:
    found = frames.counting_differences(OTHERWISE, NAMES, "XAA", N01)
    assert {id_: len(of) for id_, of in found.items()} == {"XAB": 0, "XAC": 1, "XAD": 0}
    assert frames.same_rules_sentence(NAMES, found, "XAA") == (
        "2 of 3 other jurisdictions count in the same way as Zembla for this measure."
    )
    silent = Difference("case_splitting", None, "by_network")
    assert differing_rule_text(silent, "Zembla") == "Case splitting: not stated by Zembla"
    assert differing_rule_text(silent._replace(own="by_person", other=None), "Zembla") == (
        "Case splitting: not stated"
    )


def test_who_is_left_out_is_named_with_the_rule_on_the_page_and_in_the_file() -> None:
    found = frames.counting_differences(OTHERWISE, NAMES, "XAA", N01)
    assert frames.left_out_sentence(NAMES, found, "XAA") == (
        "Left out: Norland (Charge counted at: Court registration)."
    )
    assert frames.left_out_sentence(NAMES, {"XAB": ()}, "XAA") == ""
    rows = frame(share("XAA", 0.5), share("XAB", 0.7), share("XAC", 0.3))
    drawn = frames.add_comparisons(rows, NAMES, "XAA", found, ("XAC",)).assign(kind="Share")
    figures = build_figures(
        drawn.assign(measure="N01"), SectionFacts("", "", "2020", "jurisdiction")
    )
    assert list(figures.set_index("jurisdiction").loc[["XAA", "XAB", "XAC"], "verdict_words"]) == [
        *("", "△ higher", "Not comparable: Charge counted at: Court registration"),
    ]


def test_the_matrix_marks_what_is_not_as_the_chosen_one_has_it() -> None:
    stated = OTHERWISE | {("XAB", "plea_agreements"): "yes"}
    matrix = frames.rules_matrix(
        stated, NAMES, "XAA", ("charge_counted_at", "case_splitting", "plea_agreements")
    )
    assert list(matrix.columns) == [
        *("Jurisdiction", "Charge counted at", "Case splitting", "Plea agreements exist"),
    ]
    assert [[plain(cell) for cell in line] for line in matrix.to_numpy()] == [
        ["Zembla", "Indictment", "By network", "not stated"],
        ["Avaria", "Indictment", "By network", "≠ ✓ yes"],
        ["Norland", "≠ Court registration", "By network", "≠ not stated"],
        ["Ostmark", "Indictment", "By network", "≠ not stated"],
    ]


@pytest.mark.parametrize(
    ("period", "before"),
    [((2020, 2022), (2017, 2019)), ((2018, 2022), (2016, 2017)), ((2016, 2020), None)],
)
def test_the_years_before_are_as_many_as_are_on_record(
    period: tuple[int, int], before: tuple[int, int] | None
) -> None:
    assert frames.preceding_period(*period, 2016) == before


def moved(*earlier: dict[str, object], **broken: tuple[Break, ...]) -> pd.DataFrame:
    rows = frame(*(share(id_, 0.5) for id_ in NAMES))
    drawn = frames.add_comparisons(rows, NAMES, "XAA", {}).assign(kind="Share")
    told = frames.add_preceding_period(drawn, rows, frame(*earlier), broken)
    return told.set_index("jurisdiction")


def test_the_years_before_stand_beside_with_what_moved() -> None:
    found = moved(share("XAA", 0.3), share("XAB", 0.7), share("XAC", 0.5))
    assert list(found.loc[["XAA", "XAB", "XAC"], "moved"]) == [
        *("↗ higher", "↘ lower", "→ no clear change"),
    ]
    assert found.loc["XAA", "before"] == 0.3
    assert plain(str(found.loc["XAA", "before_says"])) == "30% (25% to 35%)"
    # Nothing was counted there before.
    assert found.loc["XAD", ["before_says", "moved"]].tolist() == ["No cases", ""]


def test_nothing_is_compared_across_a_break() -> None:
    reform = Break(date(2021, 7, 1), "Reform")
    found = moved(share("XAA", 0.3), share("XAB", 0.7), XAA=(reform,))
    assert pd.isna(found.loc["XAA", "before"])
    assert found.loc["XAA", ["before_says", "moved"]].tolist() == ["≠ 2021 (Reform)", ""]
    assert found.loc["XAB", "moved"] == "↘ lower"
