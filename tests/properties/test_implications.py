"""What must hold between measures of the same unit, and between a whole and its groups."""

import math
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import not_, or_, select

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.measure import Measure
from metrics.measure_kinds import AmountRatio, Count, Rate, Share
from metrics.rebuild import make_units
from metrics.release import exact_counts, relations
from metrics.release.plan import MEASURES
from metrics.release.relations import Law, Part
from schemas import scopes
from schemas.store import database
from tests.literals import Row
from tests.properties.agreeing import on_worlds, store, worlds_of
from tests.soak import soak_size

ADDED_UP = ("numerator", "unknown", "denominator")
NEAR = 1e-6
BREAKDOWNS = sorted({name for m in CATALOGUE.values() for name in m.breakdowns})
# In an ordinary run the groups of each world are those of the year and one breakdown, or of another
# breakdown, in turns, and those of a third of the measures.
TURNS, THIRDS = (1, 1) if soak_size(2) > 1 else (2, 3)
Sums = dict[tuple[str, str], list[float]]


def is_of_units(law: Law) -> bool:
    """Whether it says of each unit of two shares that a yes of the first is one of the second."""
    if any(len(term) > 1 or term[0].part != exact_counts.YES for term in (law.first, law.second)):
        return False
    one, other = (MEASURES[term[0].measure] for term in (law.first, law.second))
    are_shares = isinstance(one, Share) and isinstance(other, Share)
    return are_shares and exact_counts.whole_key(one, 0) == exact_counts.whole_key(other, 0)


IMPLIED = [law for law in relations.load_laws().laws if is_of_units(law)]


def contradictions(url: str, narrow: Part, wide: Part) -> list[str]:
    """The units that belong to both, are yes in the narrow measure and not in the wide one."""
    one, other = MEASURES[narrow.measure], MEASURES[wide.measure]
    assert isinstance(one, Share)
    assert isinstance(other, Share)
    assert one.unit is other.unit
    is_not = or_(other.numerator.is_(None), not_(other.numerator))
    found = select(*one.unit.c).where(one.denominator, other.denominator, one.numerator, is_not)
    with database.reading(url).connect() as connection:
        rows = database.read_frame(connection, found).to_dicts()
    return [f"{narrow} without {wide}: {row}" for row in rows]


def is_additive(measure: Measure) -> bool:
    """A person of several offices or years is counted in each, and once in the whole."""
    distinct = isinstance(measure, Count) and measure.distinct is not None
    return isinstance(measure, Count | Share | AmountRatio | Rate) and not distinct


ADDITIVE = [measure for measure in CATALOGUE.values() if is_additive(measure)]


def sums(rows: list[Row]) -> Sums:
    found: Sums = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        parts = found[row["measure"], row["jurisdiction"]]
        for position, name in enumerate(ADDED_UP):
            parts[position] += 0.0 if row[name] != row[name] else row[name]
    return found


def counted(url: str, ids: tuple[str, ...], by: tuple[str, ...]) -> Sums:
    with database.reading(url).connect() as connection:
        rows = results.rows(connection, scopes.EVERYTHING, ids, by=by)
    return sums(rows.to_dict("records"))


def uneven(url: str) -> Iterator[str]:
    """Where the victims counted are not those identified and those presumed."""
    numbers = counted(url, ("C04", "C04i", "C04p"), ())
    for measure, jurisdiction in numbers:
        if measure == "C04":
            known = [numbers[part, jurisdiction][0] for part in ("C04", "C04i", "C04p")]
            if known[0] != known[1] + known[2]:
                yield f"{jurisdiction}: {known}"


def torn(url: str, whole: Sums, by: str) -> Iterator[str]:
    """The measures whose groups do not add up to the whole."""
    asked = {measure for measure, _ in whole}
    ids = tuple(m.id for m in ADDITIVE if m.id in asked and by in ("year", *m.breakdowns))
    # Of a third of the measures none may be split so.
    split = counted(url, ids, (by,)) if ids else {}
    for key, parts in whole.items():
        for one, other in zip(parts, split[key], strict=True) if key[0] in ids else ():
            if not math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR):
                yield f"{key} by {by}: {parts} whole, {split[key]} in groups"


def test_measures_imply_each_other_and_groups_sum_to_the_whole(database_url: str) -> None:
    @on_worlds(160)
    @given(st.integers(0, 2**32), st.integers(8, 25))
    def hold(seed: int, cases: int) -> None:
        store(database_url, worlds_of(seed, cases), refresh=make_units)
        assert IMPLIED
        of_laws = ((*law.first, *law.second) for law in IMPLIED)
        found = [x for pair in of_laws for x in contradictions(database_url, *pair)]
        assert found == []
        assert list(uneven(database_url)) == []
        some = ADDITIVE[seed % THIRDS :: THIRDS]
        whole = counted(database_url, tuple(m.id for m in some), ())
        for by in ("year", *Random(seed).sample(BREAKDOWNS, 2))[seed % TURNS :: TURNS]:
            assert list(torn(database_url, whole, by)) == []

    hold()
