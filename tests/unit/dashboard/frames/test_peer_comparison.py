"""A number held against others, and who the others are."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.frames import peer_comparison
from dashboard.frames.peer_comparison import Compared, ComparisonResult, Quartiles
from dashboard.frames.trend_breaks import Break
from dashboard.ui.filters import Choice
from metrics import comparability
from metrics.comparability import Difference
from metrics.measure import Direction
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import OTHERS, circle, frame, only_of, row

CHOICE = Choice("XAA", 2020, 2024)


def places(*made_up: bool) -> pd.DataFrame:
    """As many jurisdictions as are told whether they are made up."""
    names = [f"XA{letter}" for letter in "ABCDEF"[: len(made_up)]]
    return pd.DataFrame({"jurisdiction": names, "name": names, "made_up": made_up})


@pytest.mark.parametrize(
    ("made_up", "peers", "said"),
    [
        ((True, True, True), ("XAB", "XAC"), "2 other fictional jurisdictions"),
        ((True, False, True), ("XAC",), "1 other fictional jurisdiction"),
        ((False, True, True), (), "None. Figures of other jurisdictions come with releases."),
        ((False, False, False), (), "None. Figures of other jurisdictions come with releases."),
    ],
)
def test_peers_are_other_jurisdictions_that_are_made_up_beside_one_that_is(
    made_up: tuple[bool, ...], peers: tuple[str, ...], said: str
) -> None:
    found = peer_comparison.eligible_peers(places(*made_up), CHOICE)
    assert found == peers
    assert peer_comparison.describe_peer_group(found, CHOICE, None) == said
    of_office = Choice("XAA", 2020, 2024, office="O1")
    assert peer_comparison.eligible_peers(places(*made_up), of_office) == ()


def test_made_up_jurisdictions_stand_beside_each_other_and_nobody_beside_real_records() -> None:
    assert list(peer_comparison.peer_names(places(True, True), CHOICE)) == ["XAA", "XAB"]
    assert peer_comparison.peer_names(places(False, False), CHOICE) == {}


NO_RELEASE = {"currency": "", "value_below": None, "value_above": None}
RULE = Difference("charge_counted_at", "indictment", "court_registration")
UNSTATED = Difference("charge_counted_at", None, "court_registration")
REFORM = Break(date(2021, 7, 1), "Reform of plea agreements")


def others(measure: str = "N01", *values: float | None, **more: object) -> list[dict[str, object]]:
    """Five others with a value around one half, or with those that are given."""
    told = values or (0.3, 0.4, 0.5, 0.6, 0.7)
    return [
        row(measure, jurisdiction, value=value) | NO_RELEASE | more
        for jurisdiction, value in zip(OTHERS, told, strict=True)
    ]


def held(*rows: dict[str, object], measure: str = "N01", **changed: object) -> Compared:
    """XAA held against the others."""
    of = peer_comparison.group_rows_by_measure(frame(*rows))
    return peer_comparison.compare_with_peers(of, circle(*OTHERS, **changed))[measure]


def own(measure: str = "N01", **changed: object) -> dict[str, object]:
    return row(measure, "XAA") | NO_RELEASE | changed


BETTER = {"verdict_low": 0.51, "verdict_high": 0.7}


@pytest.mark.parametrize(
    ("low", "high", "direction", "said"),
    [
        (0.51, 0.7, Direction.HIGHER, ComparisonResult.BETTER),
        (0.2, 0.49, Direction.HIGHER, ComparisonResult.WORSE),
        (0.2, 0.49, Direction.LOWER, ComparisonResult.BETTER),
        (0.51, 0.7, Direction.LOWER, ComparisonResult.WORSE),
        (0.51, 0.7, Direction.CONTEXT, ComparisonResult.HIGHER),
        (0.2, 0.49, Direction.CONTEXT, ComparisonResult.LOWER),
        (0.4, 0.6, Direction.HIGHER, ComparisonResult.NO_CLEAR_DIFFERENCE),
        # A limit on the median is on neither side of it.
        (0.5, 0.7, Direction.HIGHER, ComparisonResult.NO_CLEAR_DIFFERENCE),
        # An open end has no end: nothing lies beyond it.
        (0.51, None, Direction.LOWER, ComparisonResult.WORSE),
        (None, 0.49, Direction.LOWER, ComparisonResult.BETTER),
        (0.4, None, Direction.LOWER, ComparisonResult.NO_CLEAR_DIFFERENCE),
        (None, None, Direction.HIGHER, None),
    ],
)
def test_a_difference_is_named_only_where_the_99_percent_limits_say_so(
    low: float | None, high: float | None, direction: Direction, said: ComparisonResult | None
) -> None:
    # What is drawn lies on one side of the median throughout: it says nothing.
    drawn = {"low": 0.51, "high": 0.6, "region_low": 0.51, "region_high": 0.6}
    of = own(**drawn, verdict_low=low, verdict_high=high)
    assert peer_comparison.compare_with_value(of, 0.5, direction) is said


def test_nothing_is_said_without_others_or_without_a_value() -> None:
    assert peer_comparison.compare_with_value(own(), None, Direction.HIGHER) is None
    hidden = own(status="too_few")
    assert peer_comparison.compare_with_value(hidden, 0.5, Direction.HIGHER) is None


@pytest.mark.parametrize("median", [0.0, 1.0])
def test_a_median_of_none_or_all_gives_no_reading(median: float) -> None:
    found = held(own(**BETTER), *others("N01", *[median] * 5))
    percent = f"{100 * median:.0f}"
    assert (found.reading, found.others and found.others.median) == (None, median)
    assert plain(found.why) == f"Not compared: the median of the others is {percent}%"
    # Days are not shares: half of the others may wait a day, and some a hundred.
    waits = {"kind": "Duration", "value": 90.0, "verdict_low": 50.0, "verdict_high": None}
    of_days = held(own("P05", **waits), *others("P05", *[1.0] * 5, kind="Duration"), measure="P05")
    assert of_days.reading is ComparisonResult.WORSE


def test_others_are_at_least_five_with_a_value_of_the_same_period() -> None:
    found = held(own(**BETTER), *others())
    assert (found.reading, found.others) == (ComparisonResult.BETTER, Quartiles(0.5, 0.4, 0.6, 5))
    few = others()
    few[0] |= {"status": "too_few"}
    found = held(own(**BETTER), *few)
    assert (found.reading, found.others, found.why) == (None, None, peer_comparison.TOO_FEW)
    # Three suffice of the offices of a jurisdiction.
    found = held(own(**BETTER), *few[:4], fewest=peer_comparison.FEWEST_OFFICES)
    assert (found.reading, found.others and found.others.number) == (ComparisonResult.BETTER, 3)


def test_others_that_count_otherwise_are_not_among_them_and_the_rule_is_named() -> None:
    differing = only_of(OTHERS[0], RULE)
    rows = (own(**BETTER), *others())
    found = held(*rows, differing=differing)
    assert (found.reading, found.why) == (
        None,
        "Not comparable: counting of charges",
    )
    silent = held(*rows, differing=lambda *_: (UNSTATED,))
    assert silent.why == ("Not comparable, because this is not stated: counting of charges")
    # A sixth that counts alike is enough.
    sixth = row("N01", "XAG", value=0.5) | NO_RELEASE
    of = peer_comparison.group_rows_by_measure(frame(*rows, sixth))
    six = circle(*OTHERS, "XAG", differing=differing)
    found = peer_comparison.compare_with_peers(of, six)["N01"]
    assert (found.reading, found.others and found.others.number) == (ComparisonResult.BETTER, 5)


def test_each_rule_has_a_name_of_its_own() -> None:
    named = peer_comparison.DIFFERENCES
    assert set(named) == {*comparability.SUBJECTS, peer_comparison.CURRENCY}
    assert len(set(named.values())) == len(named)


def test_amounts_in_another_currency_are_not_compared() -> None:
    money = {"kind": "Median", "value": 900.0, "verdict_low": 800.0, "verdict_high": 990.0}
    euro = own("D05m", **money, currency="EUR")
    values = (100.0, 200.0, 300.0, 400.0, 500.0)
    alike = others("D05m", *values, kind="Median", currency="EUR")
    assert held(euro, *alike, measure="D05m").reading is not None
    apart = others("D05m", *values, kind="Median", currency="CZK")
    found = held(euro, *apart, measure="D05m")
    assert (found.others, found.why) == (None, "Not comparable: currency")


def test_a_break_of_another_inside_the_period_takes_it_out() -> None:
    breaks = only_of(OTHERS[0], REFORM)
    assert held(own(**BETTER), *others(), breaks=breaks).why == peer_comparison.TOO_FEW
    before = held(own(**BETTER), *others(), breaks=breaks, years=(2022, 2024))
    assert before.reading is ComparisonResult.BETTER


ACROSS = "Not compared: break in series in 2021"


def broken(years: tuple[int, int], at: Break = REFORM, **changed: object) -> Compared:
    """XAA has a break of its own; it and the others are asked again for the part after it."""

    def rows_of(ids: tuple[str, ...], span: tuple[int, int]) -> object:
        assert ids == ("N01",)
        part = own(value=0.8, verdict_low=0.7, verdict_high=0.9, period=str(span))
        return peer_comparison.group_rows_by_measure(frame(part, *others()))

    told = {"rows_of": rows_of, "breaks": only_of("XAA", at), "years": years} | changed
    return held(own(), *others(), **told)


def test_an_own_break_leaves_the_part_after_it_where_it_has_three_years() -> None:
    found = broken((2018, 2024))
    assert (found.years, found.reading) == ((2022, 2024), ComparisonResult.BETTER)
    assert found.row["period"] == "(2022, 2024)"
    said = peer_comparison.comparison_text(found)
    assert said.words == "Better than other jurisdictions"
    assert plain(said.part) == (
        "Compared only after the break in series: 80% (44% to 63%) in 2022 to 2024,"
        " median of others 50%"
    )
    # What is drawn is of the whole period, and of it no others are told.
    assert (found.drawn["period"], found.others_drawn) == ("all", None)
    # A period without a value has the result of the part, which is counted elsewhere too.
    hidden = replace(found, whole={**found.drawn, "status": "too_few", "value": None})
    assert peer_comparison.result_cell(hidden).words == "Better than other jurisdictions"
    assert peer_comparison.result_cell(replace(hidden, reading=None)).look == "absent"
    # A break on the first day of a year parts years cleanly.
    assert broken((2018, 2023), Break(date(2021, 1, 1), "Reform")).years == (2021, 2023)


def test_an_own_break_without_three_years_after_it_lets_nothing_be_compared() -> None:
    found = broken((2018, 2023))
    assert (found.reading, found.others, found.years) == (None, None, None)
    assert found.why == ACROSS
    # Before the period there is no break in it.
    assert broken((2022, 2023)).why == ""


def test_of_a_release_the_part_must_be_one_of_its_periods() -> None:
    assert broken((2018, 2024), released_periods=((2022, 2024),)).years == (2022, 2024)
    assert broken((2018, 2024), released_periods=((2021, 2023),)).why == ACROSS
    # A part without a value is not compared either.
    few = peer_comparison.group_rows_by_measure(frame(own(status="too_few"), *others()))
    found = broken((2018, 2024), rows_of=lambda *_: few)
    assert (found.reading, found.why) == (None, ACROSS)


def test_counts_and_sums_are_held_against_nobody_and_ratios_have_no_interval() -> None:
    count_ = own("C01", kind="Count", value=9.0)
    found = held(count_, *others("C01", kind="Count"), measure="C01")
    assert (found.reading, found.others, found.why) == (None, None, "")
    ratio = own("A03b", kind="AmountRatio", verdict_low=None, verdict_high=None)
    found = held(ratio, *others("A03b", kind="AmountRatio"), measure="A03b")
    assert (found.reading, found.why) == (None, peer_comparison.NO_INTERVAL)
    assert found.others is not None


def test_a_value_that_reads_less_than_ten_counts_where_it_cannot_move_the_median() -> None:
    coded = others("N01", None, 0.4, 0.5, 0.6, 0.7)
    coded[0] |= {"status": "protected", "value_below": 0.1}
    found = held(own(**BETTER), *coded)
    assert (found.others, found.reading) == (Quartiles(0.5, 0.4, 0.6, 5), ComparisonResult.BETTER)
    for jurisdiction in (1, 2):
        coded[jurisdiction] |= {"status": "protected", "value": None, "value_below": 0.1}
    assert held(own(**BETTER), *coded).why == peer_comparison.NOT_TOLD


def test_what_is_said_of_most_rows_is_said_once() -> None:
    few, absent = Compared(own(), None, None, "Too few"), Compared(own(status="empty"), None, None)
    read = Compared(own(), Quartiles(0.5, 0.4, 0.6, 5), ComparisonResult.BETTER)
    assert peer_comparison.most_common_reason([few, few, read, absent, absent]) == "Too few"
    assert peer_comparison.most_common_reason([few, few, read, read]) == ""
    assert peer_comparison.most_common_reason([few]) == ""


def test_the_sentence_says_the_reading_with_the_median_or_why_there_is_none() -> None:
    better, none = held(own(**BETTER), *others()), held(own(**BETTER), *others(), fewest=9)
    said = [
        plain(peer_comparison.comparison_sentence(of))
        for of in (better, broken((2018, 2024)), none, None)
    ]
    median = "The median of the 5 other jurisdictions that can be compared is 50%."
    part = (
        "Only the years after the break in series are compared: 80% (44% to 63%) in 2022 to 2024."
    )
    assert said == [
        f"Better than other jurisdictions. {median}",
        f"Better than other jurisdictions. {part} {median}",
        f"{peer_comparison.TOO_FEW}.",
        "",
    ]
    rules = [peer_comparison.comparison_rule_sentence(of) for of in (better, none, None)]
    assert rules == [f"{peer_comparison.NAMED} {peer_comparison.DRAWN}", "", ""]
    assert ("99%" in peer_comparison.NAMED, "95%" in peer_comparison.DRAWN) == (True, True)


def test_each_reading_has_a_shape_and_words_of_its_own_beside_whom_it_is_of() -> None:
    jurisdictions = peer_comparison.BESIDE_JURISDICTIONS
    offices = (peer_comparison.BESIDE_OTHER_OFFICES, peer_comparison.BESIDE_ALL_OFFICES)
    for beside in (jurisdictions, *offices):
        for reading, told in beside.items():
            assert told.lower().startswith(reading.replace("_", " "))
    assert len({glyph for glyph, _ in peer_comparison.SIGNS.values()}) == len(ComparisonResult)
    assert not any("jurisdiction" in told for of in offices for told in of.values())
