"""The attacker beside every table of counts that could have been published so."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metrics.release.attack import bounds
from metrics.release.attack_problem import Attacker, Exact, Published
from tests.unit.metrics.release.attack import world

COUNTS = st.integers(0, 16)
ADDED = st.integers(0, 6)


def tables(shape, counts=COUNTS):
    size = int(np.prod(shape))
    return st.lists(counts, min_size=size, max_size=size).map(
        lambda of: np.array(of).reshape(shape)
    )


@st.composite
def releases(draw, shape):
    """Counts, what is published of them, and an attacker who knows some of the truth.

    Every finest cell is published and some of the margins.
    """
    counts = draw(tables(shape))
    truth = world.counted(counts)
    margins = {one.margin for one in world.sums(counts)}
    withheld = draw(st.sets(st.sampled_from(sorted(margins))))
    published = [one for one in world.release(truth, world.sticky) if one.cell not in withheld]
    known = draw(st.sets(st.sampled_from(sorted(truth)), max_size=2))
    told = draw(st.sets(st.sampled_from(sorted(truth))))
    return (
        counts,
        published,
        Attacker(
            exact=tuple(Exact(0, cell, truth[cell]) for cell in sorted(known)),
            offsets={cell: world.offset(cell) for cell in told},
        ),
    )


def limits(published, attacker):
    """Per cell the counts that what is shown of it allows."""
    allowed = {}
    for _, cell, shown in published:
        low, high = (0, 9) if shown is None else (shown, shown + 4)
        first, last = (attacker.offsets.get(cell, 0), attacker.offsets.get(cell, 4))
        allowed[cell] = max(0, low - last), high - first
    for _, cell, value in attacker.exact:
        allowed[cell] = value, value
    return allowed


def by_hand(counts, published, attacker):
    """Per finest cell all its values in tables that fit."""
    allowed = limits(published, attacker)
    finest = list(np.ndindex(counts.shape))
    ranges = [
        np.arange(low, high + 1, dtype=np.int16)
        for low, high in (allowed[world.name(at)] for at in finest)
    ]
    grid = dict(zip(finest, np.meshgrid(*ranges, indexing="ij", sparse=True), strict=True))
    fits = np.ones([len(one) for one in ranges], dtype=bool)
    for jurisdiction in world.places(counts):
        if None in jurisdiction and world.name(jurisdiction) in allowed:
            parts = (grid[at] for at in finest if _is_part(at, jurisdiction))
            low, high = allowed[world.name(jurisdiction)]
            total = sum(parts)
            fits &= (low <= total) & (total <= high)
    axes = set(range(fits.ndim))
    return {
        world.name(at): {*ranges[axis][fits.any(axis=tuple(axes - {axis}))].tolist()}
        for axis, at in enumerate(finest)
    }


def _is_part(at, jurisdiction):
    return all(of in {None, here} for of, here in zip(jurisdiction, at, strict=True))


def assert_equal(counts, published, attacker):
    frame = bounds(published, world.sums(counts), (), attacker)
    expected = by_hand(counts, published, attacker)
    for _, cell, low, high, candidates in frame.iter_rows():
        values = expected[cell]
        assert (low, high, candidates) == (min(values), max(values), len(values))


@given(releases((4,)))
def test_bounds_of_a_row_are_those_of_all_tables_that_fit(of):
    assert_equal(*of)


@given(releases((2, 2)))
def test_bounds_of_a_square_are_those_of_all_tables_that_fit(of):
    assert_equal(*of)


@given(releases((2, 3)))
def test_bounds_of_two_rows_are_those_of_all_tables_that_fit(of):
    assert_equal(*of)


@given(tables((2, 2, 2), st.integers(6, 16)), st.sets(st.integers(0, 18)))
def test_what_is_given_away_in_three_dimensions_is_by_all_tables_that_fit(counts, withheld):
    # Fractions may reach further than whole numbers here, but never where it matters.
    truth = world.counted(counts)
    published = world.release(truth, world.sticky)
    margins = sorted(one.cell for one in published if one.cell.count("=") < counts.ndim)
    kept = {cell for at, cell in enumerate(margins) if at not in withheld}
    published = [one for one in published if one.cell in kept or one.cell not in margins]
    attacker = Attacker(offsets={cell: world.offset(cell) for cell in truth})
    frame = bounds(published, world.sums(counts), (), attacker)
    expected = by_hand(counts, published, attacker)
    for _, cell, low, high, candidates in frame.iter_rows():
        values = expected[cell]
        assert low <= min(values) <= max(values) <= high
        assert (candidates < 5) == (len(values) < 5)
        assert (low > 0) == (min(values) > 0)


@given(st.lists(ADDED, min_size=1, max_size=8), COUNTS)
def test_a_sequence_leaves_each_count_with_which_an_offset_fits(added, first):
    counts = [first + sum(added[:at]) for at in range(len(added) + 1)]
    published = [Published(at, "a", world.sticky(x, "a")) for at, x in enumerate(counts)]
    additions = {(at + 1, "a"): of for at, of in enumerate(added)}
    frame = bounds(published, (), (), Attacker(additions=additions))
    fitting = {
        start + sum(added)
        for start, offset in product(range(100), range(5))
        if [shown for _, _, shown in published]
        == [_sticky(start + sum(added[:at]), offset) for at in range(len(counts))]
    }
    _, _, low, high, candidates = frame.row(0)
    assert (low, high, candidates) == (min(fitting), max(fitting), len(fitting))


def _sticky(count: int, offset: int) -> int | None:
    rounded = 5 * ((count + offset) // 5)
    return rounded if rounded >= 10 else None
