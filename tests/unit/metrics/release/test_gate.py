"""The gate withholds what gives counts away, and nothing where nothing is."""

from collections.abc import Mapping

import pytest

from metrics.release import gate
from metrics.release.attack import OUTSIDER, Attacker, Exact, Sum, Within
from metrics.release.gate import OUTSIDE, Asked, repaired
from metrics.release.relations import Relations
from schemas.errors import UserError

YEARS = ("y1", "y2", "y3")
WINDOW = Sum("w", YEARS)


def asked(
    shown: Mapping[str, int | None],
    counts: Mapping[str, int],
    *sums: Sum,
    within: tuple[Within, ...] = (),
    attacker: Attacker = OUTSIDER,
    splits: Mapping[str, str] | None = None,
) -> Asked:
    return Asked(
        jurisdiction="XAA",
        release=1,
        shown=shown,
        counts=counts,
        splits=dict.fromkeys(shown, "") | dict(splits or {}),
        earlier=(),
        relations=Relations(sums, within),
        attackers={OUTSIDE: attacker},
    )


def withheld(one: Asked) -> set[str]:
    return {each.cell for each in repaired(one).withheld}


def test_rounded_numbers_that_fit_pass() -> None:
    shown = {"w": 45, "y1": 15, "y2": 15, "y3": 15}
    assert withheld(asked(shown, {"w": 45, "y1": 15, "y2": 15, "y3": 15}, WINDOW)) == set()


def test_a_window_that_was_rounded_far_from_its_years_is_withheld() -> None:
    # Three years of 11 and more, and a window of at most 34: each year has two values.
    shown = {"w": 30, "y1": 15, "y2": 15, "y3": 15}
    one = asked(shown, {"w": 34, "y1": 11, "y2": 11, "y3": 12}, WINDOW)
    assert withheld(one)
    assert {each.attacker for each in repaired(one).withheld} == {OUTSIDE}


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


def test_a_release_that_cannot_be_repaired_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = asked({"w": 30}, {"w": 34}, WINDOW)
    monkeypatch.setattr(gate, "_given_away", lambda *_: ({"elsewhere": "why"}, {}))
    monkeypatch.setattr(gate, "_helping", lambda *_: {"elsewhere": set()})
    with pytest.raises(UserError, match=r"\[XAA\].*not published"):
        repaired(one)
