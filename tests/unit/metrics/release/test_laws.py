"""Counts that are the same by law: rounded once, and known to the attacker."""

from collections.abc import Mapping

import polars as pl
import pytest

from metrics.counting_options import DEFAULTS
from metrics.release import attack, gate, publication, relations
from metrics.release.attack_problem import Attacker, Published, Sum, Within
from metrics.release.exact_counts import UNIT_OF, YES, parts_of
from metrics.release.plan import MEASURES
from metrics.release.relations import WITHIN, Law, Laws, Part, Relations, find_law_relations
from tests.mining import units
from tests.mining.definitions import definitions_hash
from tests.mining.finding import terms
from tests.mining.worlds import Worlds
from tests.unit.metrics.release import small, test_gate

PERIODS = ("2020", "2021")
# Two days date one count.
ONE, OTHER = "P02", "P03"
# What each is within of the next.
NARROW, MIDDLE, WIDE = "N01s", "N01", "N02l"
SAME = Laws("", (), (Law((Part(ONE, YES),), (Part(OTHER, YES),)),), ())
NEVER = pl.DataFrame(schema={"release": pl.Int64, "cell": pl.String, "x": pl.Int64})


def cells(counts: Mapping[str, tuple[int, int]], *, gap: int = 0) -> pl.DataFrame:
    """The yes of each measure in two years, as `Exact` has it."""
    return pl.DataFrame(
        [
            {
                "measure": id_,
                "split": "",
                "jurisdiction": "XAA",
                "period": period,
                "category": "",
                "part": YES,
                "key": key,
                "cell": f"{key}|{period}",
                "x": x,
                "gap": gap,
                "mature": True,
                "rounded_as": f"{key}|{period}",
                "unit": UNIT_OF[id_],
            }
            for id_, of in counts.items()
            for part in parts_of(MEASURES[id_], DEFAULTS)
            if part.name == YES
            for key in [part.key]
            for period, x in zip(PERIODS, of, strict=True)
        ]
    )


def test_one_count_by_two_days_is_rounded_once() -> None:
    known = pl.DataFrame(
        schema=dict.fromkeys(("split", "jurisdiction", "key", "as_key"), pl.String)
    )
    both = cells({ONE: (21, 8), OTHER: (21, 8)})
    assert both["key"].n_unique() == 2
    assert publication.equal_count_keys(both, known)["as_key"].n_unique() == 1
    # Where one year differs these are two counts.
    apart = cells({ONE: (21, 8), OTHER: (21, 9)})
    assert publication.equal_count_keys(apart, known)["as_key"].n_unique() == 2


def test_what_is_rounded_by_two_names_is_known_to_be_one_count() -> None:
    both = cells({ONE: (21, 8), OTHER: (21, 8)})
    law_relations = find_law_relations(both, SAME, DEFAULTS, NEVER)
    first, second = both.filter(period="2020")["cell"]
    shown = [Published(1, first, 25), Published(1, second, 20)]
    # 21 to 24, and so not five values: it is got at by both beside each other.
    found = attack.bounds(shown, law_relations.sums).filter(pl.col("cell").is_in([first, second]))
    assert found["candidates"].to_list() == [4, 4]
    assert attack.bounds(shown, ())["candidates"].min() == 9


def test_by_one_name_they_are_one() -> None:
    both = cells({ONE: (21, 8), OTHER: (21, 8)}).with_columns(pl.col("period").alias("rounded_as"))
    law_relations = find_law_relations(both, SAME, DEFAULTS, NEVER)
    first, second = both.filter(period="2020")["cell"]
    assert law_relations.sums == ()
    assert law_relations.named(first) == law_relations.named(second)


@pytest.mark.parametrize("why", ["now", "before", "gap"])
def test_a_law_that_counts_contradict_is_used_in_no_release(why: str) -> None:
    same = cells({ONE: (21, 8), OTHER: (22 if why == "now" else 21, 8)}, gap=int(why == "gap"))
    of_part = cells({NARROW: (9, 8), WIDE: (8 if why == "now" else 9, 7)}, gap=int(why == "gap"))

    def found(told: pl.DataFrame, laws: Laws, *then: int) -> Relations:
        of_then = told.filter(period="2020").select("cell", x=pl.Series(then))
        before = of_then.select(pl.lit(1, pl.Int64).alias("release"), "cell", "x")
        return find_law_relations(told, laws, DEFAULTS, before if why == "before" else NEVER)

    relations_of_same = found(same, SAME, 15, 14)
    first, second = same.filter(period="2020")["cell"]
    assert relations_of_same.named(first) != relations_of_same.named(second)
    assert not [one for one in relations_of_same.sums if {first, second} & set(one.parts)]
    assert found(of_part, within((NARROW, WIDE)), 5, 4).within == ()


def test_several_parts_may_be_as_many_as_one() -> None:
    three = cells({ONE: (4, 5), "P02b": (5, 5), OTHER: (9, 9)})
    law = Law((Part(ONE, YES), Part("P02b", YES)), (Part(OTHER, YES),))
    law_relations = find_law_relations(three, Laws("", (law,), (), ()), DEFAULTS, NEVER)
    one, another, both = three.filter(period="2020")["cell"]
    of_first = [of for of in law_relations.sums if of.parts[0].endswith("2020")]
    [margin] = {of.margin for of in of_first}
    assert {*of_first} == {Sum(margin, (one, another)), Sum(margin, (both,))}
    # The second year is none: 5 and 5 are not 9. But 9 are no more than 10.
    one, another, both = three.filter(period="2021")["cell"]
    [(part, whole)] = law_relations.within
    assert part == both
    assert [of for of in law_relations.sums if of.margin == whole] == [Sum(whole, (one, another))]


def within(*pairs: tuple[str, str]) -> Laws:
    return Laws("", tuple(Law((Part(a, YES),), (Part(b, YES),), WITHIN) for a, b in pairs), (), ())


CHAIN = within((NARROW, MIDDLE), (MIDDLE, WIDE))


def test_who_knows_what_is_within_what_gets_at_counts_by_it() -> None:
    both = cells({NARROW: (18, 8), WIDE: (18, 9)})
    law_relations = find_law_relations(both, within((NARROW, WIDE)), DEFAULTS, NEVER)
    narrow, wide = both.filter(period="2020")["cell"]
    assert Within(narrow, wide) in law_relations.within
    # At least 16 of those in it, 19 of all at most.
    found = attack.bounds(
        [Published(1, narrow, 20), Published(1, wide, 15)], (), law_relations.within
    )
    assert found.filter(pl.col("cell").str.ends_with("2020"))["candidates"].to_list() == [4, 4]


def test_what_follows_of_other_laws_is_not_said_again() -> None:
    three = cells({NARROW: (1, 2), MIDDLE: (2, 3), WIDE: (3, 4)})
    narrow, middle, wide = three.filter(period="2020")["cell"]
    said = find_law_relations(three, CHAIN, DEFAULTS, NEVER).within
    assert {one for one in said if one.part.endswith("2020")} == {
        Within(narrow, middle),
        Within(middle, wide),
    }


def test_what_follows_of_a_measure_that_is_not_told_is_known_all_the_same() -> None:
    two = cells({NARROW: (1, 2), WIDE: (3, 4)})
    narrow, wide = two.filter(period="2020")["cell"]
    assert find_law_relations(two, CHAIN, DEFAULTS, NEVER).within[0] == Within(narrow, wide)
    # In a year whose counts say otherwise of it the measure says nothing of the others.
    three = cells({NARROW: (1, 2), MIDDLE: (0, 3), WIDE: (3, 4)})
    narrow, middle, wide = three.filter(period="2020")["cell"]
    said = find_law_relations(three, CHAIN, DEFAULTS, NEVER).within
    assert {one for one in said if one.part.endswith("2020")} == {
        Within(narrow, wide),
        Within(middle, wide),
    }


def test_counts_of_which_the_middle_one_is_new_hang_together_as_they_did() -> None:
    three = cells({NARROW: (1, 1), MIDDLE: (2, 2), WIDE: (3, 3)})
    narrow, middle, wide = three.filter(period="2020")["cell"]
    of_then = pl.DataFrame({"cell": [narrow, wide], "x": [5, 4]})
    before = of_then.select(pl.lit(1, pl.Int64).alias("release"), "cell", "x")
    said = find_law_relations(three, CHAIN, DEFAULTS, before).within
    # Both together would say that those in it were no more in the first release.
    assert not {Within(narrow, middle), Within(middle, wide)} <= set(said)


@pytest.mark.parametrize(("counted", "are_within"), [("abc", True), ("bcd", False)])
def test_what_is_within_another_is_so_unit_by_unit(counted: str, *, are_within: bool) -> None:
    # One of three and three of three are in order by their counts, whoever they are.
    told = cells({NARROW: (1, 1), WIDE: (3, 3)}).with_columns(world=pl.lit("one"))
    keys = dict(told.select("measure", "key").unique().iter_rows())
    rows = [(keys[NARROW], "a"), *((keys[WIDE], one) for one in counted)]
    alone = pl.DataFrame(
        [
            ("one", units.UNIT, "XAA", period, one, key, 1.0)
            for period in PERIODS
            for key, one in rows
        ],
        schema=["world", *units.COLUMNS],
        orient="row",
    )
    [found] = (one for one in terms(Worlds(told, alone)) if one.names)
    narrow, wide = (found.names.index((Part(id_, YES),)) for id_ in (NARROW, WIDE))
    assert found.never_more[narrow, wide]
    assert found.within[narrow, wide] == are_within


def test_the_same_relations_are_tried_in_one_order() -> None:
    sums = (Sum("d", ("a", "b")), Sum("c", ("a",)))
    pairs = (Within("b", "a"), Within("a", "c"))
    one, other = Relations(sums, pairs), Relations(sums[::-1], pairs[::-1])
    assert one.all_that_is_known == other.all_that_is_known
    assert one.certain({"c", "d"}) == other.certain({"c", "d"})


def test_the_file_was_made_of_the_definitions_of_now() -> None:
    assert relations.load_laws().definitions == definitions_hash(), (
        "what is counted has changed: `python -m tests.mining` finds the laws anew"
    )


def test_what_the_file_says_is_read_as_it_was_written() -> None:
    shipped = relations.load_laws()
    assert {str(law) for law in shipped.likely} >= {"P02.yes = P03.yes"}
    assert {Law.read(str(law)) for law in shipped.laws} == set(shipped.laws)


def test_what_an_earlier_release_gave_away_refuses_no_later_one() -> None:
    # By two roundings the first release gave 21 to 24 away, before both were known to be one.
    same = (Sum("both", ("a",)), Sum("both", ("b",)))
    knows = Attacker(additions={(2, "a"): 0})
    shown = {"a": 25, "b": 20}
    asked = test_gate.asked(shown, {"a": 22, "b": 22}, *same, attacker=knows)._replace(
        release=2,
        earlier=tuple(Published(1, *one) for one in shown.items()),
        attackers={gate.KNOWS_CHANGES: knows},
    )
    assert {one.cell for one in gate.suppress_until_safe(asked).withheld} == shown.keys()


def test_a_release_says_what_it_withholds_that_the_last_one_shows() -> None:
    told = cells({ONE: (21, 12), OTHER: (21, 12)}).with_columns(pl.lit(20).alias("shown"))
    last = small.content()._replace(cells=told.with_columns(withheld=False))
    now = told.with_columns(pl.col("cell").is_in([told["cell"][0]]).alias("withheld"))
    [line] = [
        line for line in publication.protection_notes(now, {}, last) if "release before" in line
    ]
    assert line.startswith("1 of the withheld figures is shown in the release before")
    nothing = now.with_columns(withheld=False)
    assert not [
        line for line in publication.protection_notes(nothing, {}, last) if "release before" in line
    ]
