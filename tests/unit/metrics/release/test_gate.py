"""The gate withholds what gives counts away, and nothing where nothing is."""

from collections.abc import Mapping

import polars as pl
import pytest

from metrics.release import gate
from metrics.release.attack_problem import OUTSIDER, Attacker, Exact, Published, Sum, Within
from metrics.release.gate import (
    KNOWS_CHANGES,
    OUTSIDE,
    ProtectionImpossible,
    Trial,
    suppress_until_safe,
)
from metrics.release.relations import Relations

YEARS = ("y1", "y2", "y3")
WINDOW = Sum("w", YEARS)


def asked(
    shown: Mapping[str, int | None],
    counts: Mapping[str, int],
    *sums: Sum,
    within: tuple[Within, ...] = (),
    attacker: Attacker = OUTSIDER,
    splits: Mapping[str, str] | None = None,
) -> Trial:
    return Trial(
        jurisdiction="XAA",
        release=1,
        shown=shown,
        counts=counts,
        splits=dict.fromkeys(shown, "") | dict(splits or {}),
        earlier=(),
        relations=Relations(sums, within),
        attackers={OUTSIDE: attacker},
    )


def withheld(one: Trial) -> set[str]:
    return {each.cell for each in suppress_until_safe(one).withheld}


def test_rounded_numbers_that_fit_pass() -> None:
    shown = {"w": 45, "y1": 15, "y2": 15, "y3": 15}
    assert withheld(asked(shown, {"w": 45, "y1": 15, "y2": 15, "y3": 15}, WINDOW)) == set()


def test_a_window_that_was_rounded_far_from_its_years_is_withheld() -> None:
    # Three years of 11 and more, and a window of at most 34: each year has two values.
    shown = {"w": 30, "y1": 15, "y2": 15, "y3": 15}
    one = asked(shown, {"w": 34, "y1": 11, "y2": 11, "y3": 12}, WINDOW)
    assert withheld(one)
    assert {each.attacker for each in suppress_until_safe(one).withheld} == {OUTSIDE}


def test_what_is_told_by_more_breakdowns_is_withheld_first() -> None:
    shown = {"w": 30, "y1": 15, "y2": 15, "y3": 15}
    counts = {"w": 34, "y1": 11, "y2": 11, "y3": 12}
    by_form = dict.fromkeys(YEARS, "form")
    assert withheld(asked(shown, counts, WINDOW, splits=by_form)) <= set(YEARS)
    assert withheld(asked(shown, counts, WINDOW, splits={"w": "form"})) == {"w"}


def test_who_knows_a_total_is_reckoned_with() -> None:
    shown = {"w": 15, "y1": 15, "y2": None}
    counts = {"w": 12, "y1": 11, "y2": 1}
    total = Sum("w", ("y1", "y2"))
    assert withheld(asked(shown, counts, total)) == set()
    # Of the eleven or more there are twelve at most.
    knows = Attacker(exact=(Exact(1, "w", 12),))
    assert withheld(asked(shown, counts, total, attacker=knows)) != set()


def test_parts_of_one_whole_by_two_measures_give_each_other_away() -> None:
    # One says that there are 11 at least, the other that there are 13 at most.
    shown = {"a yes": 15, "a no": None, "b yes": None, "b no": None}
    counts = {"a yes": 11, "a no": 0, "b yes": 6, "b no": 5}
    sums = (Sum("whole", ("a yes", "a no")), Sum("whole", ("b yes", "b no")))
    apart = asked(shown, counts, *sums)
    assert withheld(apart) == set()
    close = asked({**shown, "b yes": 10}, {**counts, "b yes": 11, "b no": 0}, *sums)
    assert withheld(close) == set()


def after_two(one: Trial, *earlier: Published, came_in: Mapping[tuple[int, str], int]) -> Trial:
    """The same as the third release, by who knows what came in since the first."""
    knows = {KNOWS_CHANGES: Attacker(additions=came_in)}
    return one._replace(release=3, earlier=earlier, attackers=knows)


def test_what_came_in_while_a_table_stayed_as_it_was_is_reckoned_with() -> None:
    # The second release told of another table alone: five came into y1 that no number said.
    shown = {"w": 30, "y1": 15, "y2": 15, "y3": 15, "other": 10}
    counts = {"w": 34, "y1": 11, "y2": 11, "y3": 12, "other": 12}
    before = {"w": 25, "y1": 10, "y2": 15, "y3": 15}
    one = after_two(
        asked(shown, counts, WINDOW),
        *(Published(1, *cell) for cell in before.items()),
        Published(2, "other", 10),
        came_in={(2, "y1"): 5},
    )
    assert withheld(one)
    assert withheld(one) <= before.keys()


def test_a_release_is_not_blamed_for_what_earlier_ones_gave_away() -> None:
    # Each of the three years was eleven at least, and their window 34 at most.
    counts = {"w": 35, "y1": 12, "y2": 11, "y3": 12, "other": 12}
    before = {"w": 30, "y1": 15, "y2": 15, "y3": 15}
    one = after_two(
        asked({"other": 10}, counts, WINDOW),
        *(Published(1, *cell) for cell in before.items()),
        came_in={(2, "y1"): 1},
    )
    assert withheld(one) == set()


def test_a_release_that_cannot_be_repaired_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = asked({"w": 30}, {"w": 34, "y1": 11}, WINDOW)
    known = pl.DataFrame({"cell": ["y1"], "low": [9], "candidates": [3]})
    monkeypatch.setattr(gate, "_find_disclosures", lambda *_: ({"y1": "why"}, known))
    monkeypatch.setattr(gate, "_contributing_figures", lambda *_: {"y1": set()})
    with pytest.raises(ProtectionImpossible) as refused:
        suppress_until_safe(one)
    assert refused.value.attacker == OUTSIDE
