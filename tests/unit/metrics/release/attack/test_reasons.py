"""What a breach rests on."""

from metrics.release.attack import bounds, explain_disclosures
from metrics.release.attack_problem import Attacker, Exact, Published, Sum

PARTS = tuple("abcd")
SUMS = [Sum("all", PARTS), Sum("other", ("x", "y"))]
PUBLISHED = [
    *(Published(0, part, 10) for part in PARTS),
    *(Published(0, cell, 15) for cell in ("x", "y")),
    Published(0, "other", 30),
    Published(0, "all", 20),
]


def test_a_breach_rests_on_the_margin_and_the_other_parts():
    frame = explain_disclosures(["a"], PUBLISHED, SUMS)
    assert set(frame["because"]) == {"a", "b", "c", "d", "all"}
    assert set(frame["cell"]) == {"a"}


def test_without_one_of_its_reasons_a_bound_is_wider():
    kept = [one for one in PUBLISHED if one.cell != "all"]
    assert bounds(kept, SUMS).filter(cell="a").row(0) == (0, "a", 6, 14, 9)


def test_what_is_known_from_elsewhere_is_no_reason_to_withhold():
    known = Attacker(exact=(Exact(0, "all", 24),))
    published = [one for one in PUBLISHED if one.cell != "all"]
    assert set(explain_disclosures(["a"], published, SUMS, (), known)["because"]) == {
        "a",
        "b",
        "c",
        "d",
    }


def test_offsets_that_join_releases_name_the_cell_that_is_shown():
    published = [Published(0, "a", 10), Published(1, "a", 20)]
    known = Attacker(exact=(Exact(0, "a", 6),))
    assert set(explain_disclosures(["a"], published, (), (), known)["because"]) == {"a"}


def test_an_exact_total_leaves_only_the_part_that_is_shown_to_withhold():
    sums, known = [Sum("all", ("a", "b"))], Attacker(exact=(Exact(0, "all", 9),))
    published = [Published(0, "a", 10), Published(0, "b", None), Published(0, "all", 10)]
    # Of b it is shown that it may be nothing, which was known; and of the total less than was.
    assert set(explain_disclosures(["a", "b"], published, sums, (), known)["because"]) == {"a"}
    assert bounds(published[:1], sums, (), known)["candidates"].to_list() == [4, 4]
    assert bounds(published[1:], sums, (), known)["candidates"].to_list() == [10, 10]
