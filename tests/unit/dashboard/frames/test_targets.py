"""Numbers against targets and the others' median."""

from datetime import date

import pandas as pd
import pytest

from dashboard.frames import peer_comparison, targets
from dashboard.frames.targets import Target
from dashboard.query_params import Choice, OverviewView, ProfileOrder
from dashboard.ui import scorecard
from metrics import catalogue
from metrics.measure import Direction
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import NO_YEARS, OTHERS, circle, frame, row, share

CHOICE = Choice("XAA", 2020, 2024)
PLAN = Target("N01", 0.7, "2027", "Plan")
DUE, NOT_DUE = 2027, 2024
LISTED = pd.DataFrame(
    [("N01", "XAA", 0.7, "2027", "Plan"), ("N01", "XAB", 0.2, "2027", "Plan")],
    columns=["measure", "jurisdiction", "value", "due", "source"],
)


def test_a_target_is_of_its_place_and_of_the_whole_of_it() -> None:
    assert targets.targets_of_jurisdiction(LISTED, CHOICE) == {"N01": PLAN}
    assert targets.targets_of_jurisdiction(LISTED, Choice("XAC", 2020, 2024)) == {}
    assert (
        targets.targets_of_jurisdiction(LISTED, Choice("XAA", 2020, 2024, form="servitude")) == {}
    )
    assert targets.targets_of_jurisdiction(LISTED, Choice("XAA", 2020, 2024, office="o-1")) == {}


@pytest.mark.parametrize(
    ("due", "said", "year", "day"),
    [
        ("2027", "2027", 2027, date(2027, 12, 31)),
        ("2027-02", "28 February 2027", 2026, date(2027, 2, 28)),
        ("2027-06-30", "30 June 2027", 2026, date(2027, 6, 30)),
        ("2027-12", "31 December 2027", 2027, date(2027, 12, 31)),
        ("2027-12-30", "30 December 2027", 2026, date(2027, 12, 30)),
    ],
)
def test_a_due_day_is_said_as_it_was_given_and_the_year_is_the_last_that_ends_by_it(
    due: str, said: str, year: int, day: date
) -> None:
    aim = Target("N01", 0.7, due, "")
    found = (targets.due_text(aim), targets.last_full_due_year(aim), targets.due_date(aim))
    assert found == (said, year, day)


def years(*cells: dict[str, object], first: int = 2023) -> pd.DataFrame:
    return frame(
        *(
            row("N01", "XAA", period=str(first + position), **one)
            for position, one in enumerate(cells)
        )
    )


def standing_sentence(target: float, last_due: int = DUE, **cells: object) -> str:
    aim = Target("N01", target, "2027", "Plan")
    by_year = years({"value": 0.1}, cells, {"value": 0.2}, {"value": 0.3}, cells)
    return plain(targets.target_sentence(held(by_year, aim, last_due)))


def held(by_year: pd.DataFrame, aim: Target, last_due: int) -> targets.HeldTarget:
    return targets.figure_for_target(by_year.to_dict("records"), aim, last_due)


NEAR = {"value": 0.6, "low": 0.5, "high": 0.7, "numerator": 60, "denominator": 100}


def test_the_line_says_standing_in_the_due_year_and_what_is_left_to_go() -> None:
    start = "Target: 65% by 2027 (Plan). "
    more = "of 100 in 2027 would meet the target."
    assert standing_sentence(0.65, **NEAR) == (
        f"{start}We cannot tell if the target is met: 60% in 2027. Cases: 5 more {more}"
    )
    assert standing_sentence(0.72, **NEAR).endswith(
        f"The target is not met: 60% in 2027. Cases: 12 more {more}"
    )
    assert standing_sentence(0.5, **NEAR).endswith("(Plan). The target is met: 60% in 2027.")
    assert standing_sentence(0.55, **NEAR).endswith(
        "60% in 2027. The figure meets the target, but part of its confidence interval does not."
    )


def test_before_its_due_year_may_be_judged_there_is_no_verdict() -> None:
    said = standing_sentence(0.65, last_due=NOT_DUE, **NEAR)
    assert said == (
        "Target: 65% by 2027 (Plan). It is due on 31 December 2027. In 2024 the figure was 60%."
        " Cases: 5 more of 100 in 2024 would meet the target."
    )
    assert standing_sentence(0.5, last_due=NOT_DUE, **NEAR).endswith("In 2024 the figure was 60%.")
    nothing = held(years(NEAR, first=2027), PLAN, 2020)
    assert targets.target_sentence(nothing).endswith("(Plan). It is due on 31 December 2027.")
    aim = Target("N01", 0.65, "2027", "Plan")
    cell = targets.target_cell_text(held(years(NEAR), aim, NOT_DUE))
    assert cell.endswith("by 2027 (too early to tell)")
    judged = targets.target_cell_text(held(years(NEAR, first=2027), aim, DUE))
    assert judged.startswith("Cannot tell if the target is met: ")


def test_a_number_that_is_not_shown_is_held_against_nothing() -> None:
    assert standing_sentence(0.7, status="too_few").endswith(
        "There is no figure for 2027 to compare with the target."
    )
    few = held(years({"status": "too_few"}, first=2027), PLAN, DUE)
    assert targets.target_cell_text(few).endswith("by 2027 (no figure for 2027)")


def test_without_a_target_there_is_no_line_and_money_is_written_in_its_currency() -> None:
    said = [
        targets.measure_target_sentence(years(NEAR), LISTED, id_, CHOICE, DUE)
        for id_ in ("N01", "N02")
    ]
    assert (said[0][:10], said[1]) == ("Target: 70", "")
    money = targets.target_value_text(Target("L03b", 4000, "2027", "Plan"), "EUR")
    assert plain(money) == "EUR 4,000"


# Neither more nor less of it is better.
CONTEXT = "C04r"


def of_kind(kind: str, id_: str, value: float, **other: object) -> dict:
    return row(id_, "XAA", kind=kind, value=value, low=None, high=None) | other


def peers(id_: str, median: float, **other: object) -> list[dict]:
    return [row(id_, jurisdiction, value=median) | other for jurisdiction in OTHERS]


def profile(
    *rows: dict, jurisdictions: tuple[str, ...] = OTHERS, **aims: float
) -> list[scorecard.ProfileLine]:
    aimed = {id_: Target(id_, value, "2027", "Plan") for id_, value in aims.items()}
    jurisdiction = scorecard.OfPlace(aimed, dict.fromkeys(aimed, 2024))
    # What is held against a target is of a year.
    of_year = [one | {"period": "2024", "stretch": "0"} for one in rows if one["measure"] in aims]
    by_year = frame(*of_year) if of_year else NO_YEARS
    return scorecard.profile_lines(
        frame(*rows), by_year, circle(*jurisdictions), CHOICE, jurisdiction
    )


def order(lines: list[scorecard.ProfileLine]) -> list[str]:
    """The measures that are behind something; the rest must follow as in the catalogue."""
    behind = [line.id for line in lines if line.gap]
    rest = [line.id for line in lines if not line.gap]
    assert [line.id for line in lines] == behind + rest
    absent = [line.id for line in lines if line.look == peer_comparison.ABSENT]
    for part in (set(rest) - set(absent), set(absent)):
        stand = [id_ for id_ in rest if id_ in part]
        assert stand == [id_ for id_ in scorecard.profile_ids(CHOICE) if id_ in part]
    return behind


def gaps(lines: list[scorecard.ProfileLine]) -> dict[str, str]:
    return {line.id: plain(line.gap) for line in lines if line.gap}


def test_targets_come_before_others_however_far_these_are() -> None:
    rows = [share("N03", 13), *peers("N03", 0.9), share("F01", 154, 415), *peers("F01", 0.54)]
    lines = profile(*rows, F01=0.7)
    assert order(lines) == ["F01", "N03"]
    assert gaps(lines) == {
        "F01": "Cases: 137 more of 415 in 2024 would meet the target",
        "N03": "Cases: 77 more of 100 in 2020 to 2024 would match the median of the others",
    }


def test_a_target_that_is_reached_leaves_the_distance_to_others() -> None:
    lines = profile(share("N01", 50), *peers("N01", 0.6), N01=0.5)
    assert gaps(lines) == {
        "N01": "Cases: 10 more of 100 in 2020 to 2024 would match the median of the others"
    }


def test_durations_and_ratios_follow_the_shares_by_their_part_of_what_they_are_held_against() -> (
    None
):
    rows = [
        of_kind("Duration", "P05", 730.5),
        *(of_kind("AmountRatio", "A03b", 0.3), of_kind("AmountRatio", "R03b", 0.1)),
        *peers("R03b", 0.2, kind="AmountRatio"),
        *(share("N01", 49), share("N02", 9), *peers("N02", 0.1)),
    ]
    # A03b lacks 0.6 of its target, P05 has once its target too much, R03b half its peers' median.
    lines = profile(*rows, P05=365.25, A03b=0.75, N01=0.5)
    assert order(lines) == ["N01", "N02", "P05", "A03b", "R03b"]
    said = gaps(lines)
    assert said["P05"] == "12.0 months less in 2024 would meet the target"
    assert said["A03b"] == "45 percentage points more in 2024 would meet the target"
    assert said["R03b"] == (
        "10 percentage points more in 2020 to 2024 would match the median of the others"
    )


def test_one_point_is_told_as_one() -> None:
    said = [
        plain(held.says).partition(" more in 2024 would")[0]
        for value in (0.49, 0.497, 0.48)
        if (held := targets.distance_to_target(of_kind("AmountRatio", "A03b", value), 0.5, "2024"))
    ]
    assert said == [
        *("1 percentage point", "less than 1 percentage point", "2 percentage points"),
    ]


@pytest.mark.parametrize(("yes", "says"), [(9, "Victims: 4 fewer of 100"), (5, ""), (4, "")])
def test_where_lower_is_better_what_is_above_is_behind(yes: int, says: str) -> None:
    held = targets.distance_to_target(share("V02", yes), 0.05, "2024")
    assert (held.says.removesuffix(" in 2024 would meet the target") if held else "") == says


def test_a_target_of_nothing_is_the_furthest_that_anything_can_be_from() -> None:
    waits = of_kind("Duration", "P05", 10.0)
    held = targets.distance_to_target(waits, 0.0, "2024")
    assert held is not None
    assert held.place < targets.LAST
    assert targets.distance_to_target(waits | {"value": 0.0}, 0.0, "2024") is None


def test_a_measure_that_gives_context_is_behind_nothing() -> None:
    measure = catalogue.CATALOGUE[CONTEXT]
    assert measure.direction is Direction.CONTEXT
    held = targets.distance_to_median(of_kind(measure.kind, CONTEXT, 0.2), 0.4, "2024")
    assert held is None


def test_what_may_not_be_shown_or_is_not_reached_has_no_distance() -> None:
    hidden = {
        "N01": "too_few",
        "N02": "bounds_only",
        "N03": "not_yet_due",
        "F01": "not_collected",
        "R01": "empty",
    }
    rows = [
        *(share(id_, 1) | {"status": status} for id_, status in hidden.items()),
        *(other for id_ in hidden for other in peers(id_, 0.9)),
        *(of_kind("Duration", "P05", float("nan")), *peers("P05", 100.0, kind="Duration")),
    ]
    aims = dict.fromkeys(hidden, 0.9) | {"P05": 10.0, "V03": 0.2}
    assert order(profile(*rows, share("V03", 10), **aims)) == ["V03"]


def test_equal_distances_keep_the_order_of_the_catalogue() -> None:
    rows = [share("V03", 30), share("N02", 10), share("F01", 60)]
    assert order(profile(*rows, V03=0.5, N02=0.3, F01=0.8)) == ["N02", "F01", "V03"]


def test_a_place_in_the_order_names_no_difference() -> None:
    wide = share("N01", 45) | {"verdict_low": 0.3, "verdict_high": 0.6}
    [line] = [one for one in profile(wide, *peers("N01", 0.5)) if one.id == "N01"]
    assert (line.words, line.look) == ("No clear difference", "plain")
    assert line.gap.startswith("Cases: 5 more of 100 in")


@pytest.mark.parametrize("aims", [{"N01": 0.7}, {}])
@pytest.mark.parametrize("others", [OTHERS, ()])
def test_the_order_says_by_what_it_goes(
    monkeypatch: pytest.MonkeyPatch, aims: dict[str, float], others: tuple[str, ...]
) -> None:
    monkeypatch.setattr(scorecard.filters, "subject_name", lambda _: "Exampleland")
    lines = profile(share("N01", 40), *peers("N01", 0.5), jurisdictions=others, **aims)
    page = scorecard.profile_html(lines, CHOICE, OverviewView(order=ProfileOrder.ROOM))
    named = {
        (True, True): "distance from target and from others",
        (True, False): "distance from target",
        (False, True): "distance from others",
        (False, False): "order of the catalogue",
    }[bool(aims), bool(others)]
    assert f'<strong aria-current="true">{named}</strong>' in " ".join(page.split())
    assert ("target" in page) == bool(aims)
